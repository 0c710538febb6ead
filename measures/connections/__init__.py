"""Connections: personal networks, networks between organisations, ladders of engagement, membership."""
