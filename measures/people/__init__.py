"""Who is who across waves."""
