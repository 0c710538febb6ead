"""Words around residents: what breakdowns and their groups are called, where tables come from, why none is used."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from measures.exports.folding import fold

_CENSUS = "Census 2021"
_FIFTHS = (
    "national {parts} of neighbourhoods by IMD {year} (1 = the most deprived {part} of England, not of the county)"
)
SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "age_band": _CENSUS,
        "sex": f"{_CENSUS}, a table of all ages",
        "disability": f"{_CENSUS}, a table of all ages",
        "ethnic_group_5": f"{_CENSUS}, a table of all ages",
        "ethnic_group_19": f"{_CENSUS}, a table of all ages",
        "district": _CENSUS,
        "rural_urban": f"{_CENSUS} by the Rural Urban Classification 2021",
        "imd2025_decile": f"{_CENSUS} in {_FIFTHS.format(parts='tenths', part='tenth', year=2025)}",
        "imd2025_quintile": f"{_CENSUS} in {_FIFTHS.format(parts='fifths', part='fifth', year=2025)}",
        "core20": f"{_CENSUS}; Core20 = neighbourhoods in England's most deprived fifth by IMD 2025",
        "core20_2019": "mid-2020 estimates; Core20 = neighbourhoods in England's most deprived fifth by IMD 2019",
        "imd2019_decile": f"mid-2020 estimates in {_FIFTHS.format(parts='tenths', part='tenth', year=2019)}",
        "imd2019_quintile": f"mid-2020 estimates in {_FIFTHS.format(parts='fifths', part='fifth', year=2019)}",
    }
)
"""What each bundled table counts, after "residents of ...,"."""

NOT_COMPARED = "There are no residents to set these groups against; a population file of your own can give them."
NO_GENDER = (
    "The Census counts sex, which is another question than gender: compared only where the study file says kind = "
    "'sex' for this breakdown."
)
NOT_BY_AGE = (
    "Residents are counted here for all ages together, and the programme is for people {ages}: the ages differ too "
    "much in this for a fair comparison. A population file of these ages can be given instead."
)

_CALLED = {
    "age_band": "age|age band|age bands|age group|age groups|ages|age range",
    "sex": "sex",
    "disability": "disability|disabled|disability status|disabled or not",
    "ethnic_group": "ethnicity|ethnic group|ethnic groups|ethnic background|race|ethnic",
    "ethnic_group_5": "ethnic group 5|ethnicity 5",
    "ethnic_group_19": "ethnic group 19|ethnicity 19",
    "district": "district|districts|local authority|local authority district|council area",
    "rural_urban": "rural urban|rural|rurality|rural or urban|urban rural",
    "core20": "core20|core 20",
    "imd": "imd|deprivation|index of multiple deprivation|deprived",
    "imd2025_quintile": "imd quintile|deprivation quintile|imd2025 quintile|imd 2025 quintile|deprivation fifth",
    "imd2025_decile": "imd decile|deprivation decile|imd2025 decile|imd 2025 decile|deprivation tenth",
    "imd2019_quintile": "imd2019 quintile|imd 2019 quintile",
    "imd2019_decile": "imd2019 decile|imd 2019 decile",
}
NAMES: Mapping[str, str] = MappingProxyType(
    {called: table for table, names in _CALLED.items() for called in names.split("|")}
)
"""Names and kinds of breakdowns (with spaces for underscores) and the bundled table each is compared with."""

_ASIAN = "Asian, Asian British or Asian Welsh"
_BLACK = "Black, Black British, Black Welsh, Caribbean or African"
_MIXED = "Mixed or Multiple ethnic groups"
_OTHER = "Other ethnic group"
_WHITE_BRITISH = "White: English, Welsh, Scottish, Northern Irish or British"
_SAID: Mapping[str, Mapping[str, str]] = {
    "sex": {
        "Female": "woman|women|f|girl|girls|females|woman or girl|women and girls",
        "Male": "man|men|m|boy|boys|males|man or boy|men and boys",
    },
    "disability": {
        "Disabled under the Equality Act": (
            "disabled|yes|limited a lot|limited a little|yes, limited a lot|yes, limited a little|has a disability|"
            "disabled person|day-to-day activities limited a lot|day-to-day activities limited a little|disabled people"
        ),
        "Not disabled under the Equality Act": (
            "not disabled|no|non-disabled|not limited|no disability|condition but not limited|"
            "has a condition that does not limit|no condition|not disabled people"
        ),
    },
    "ethnic_group_5": {
        _ASIAN: "asian|asian or asian british|asian / asian british|asian/asian british|asian, asian british",
        _BLACK: (
            "black|black or black british|black / black british|black/black british|black, black british|"
            "black, caribbean or african|black / african / caribbean / black british|black, african or caribbean|"
            "black, black british, caribbean or african"
        ),
        _MIXED: (
            "mixed|mixed or multiple|mixed / multiple|mixed/multiple ethnic groups|mixed ethnic group|"
            "mixed or multiple ethnic group"
        ),
        _OTHER: "other|any other ethnic group|other ethnic groups|another ethnic group|arab or other",
        "White": (
            "white british|white other|white: english, welsh, scottish, northern irish or british|white: irish|"
            "white: other white|white: roma|white: gypsy or irish traveller|white irish|any other white background"
        ),
    },
    "ethnic_group_19": {
        f"{_ASIAN}: Bangladeshi": "bangladeshi",
        f"{_ASIAN}: Chinese": "chinese",
        f"{_ASIAN}: Indian": "indian",
        f"{_ASIAN}: Other Asian": "other asian|any other asian background|any other asian",
        f"{_ASIAN}: Pakistani": "pakistani",
        f"{_BLACK}: African": "african|black african",
        f"{_BLACK}: Caribbean": "caribbean|black caribbean",
        f"{_BLACK}: Other Black": (
            "other black|any other black background|any other black, black british or caribbean background"
        ),
        f"{_MIXED}: Other Mixed or Multiple ethnic groups": (
            "other mixed|other mixed or multiple ethnic groups|any other mixed or multiple background|"
            "any other mixed background"
        ),
        f"{_MIXED}: White and Asian": "white and asian",
        f"{_MIXED}: White and Black African": "white and black african",
        f"{_MIXED}: White and Black Caribbean": "white and black caribbean",
        f"{_OTHER}: Any other ethnic group": "any other ethnic group|other ethnic group",
        f"{_OTHER}: Arab": "arab",
        _WHITE_BRITISH: (
            "white british|british|english, welsh, scottish, northern irish or british|white: british|"
            "english / welsh / scottish / northern irish / british"
        ),
        "White: Gypsy or Irish Traveller": "gypsy or irish traveller",
        "White: Irish": "irish|white irish",
        "White: Other White": "other white|any other white background|white other",
        "White: Roma": "roma",
    },
    "rural_urban": {"Rural": "rural area|countryside|r", "Urban": "urban area|town or city|u"},
    "district": {
        "Cheltenham": "cheltenham borough|cheltenham borough council",
        "Cotswold": "cotswolds|the cotswolds|cotswold district|cotswold district council",
        "Forest of Dean": "the forest of dean|forest of dean district|forest of dean district council",
        "Gloucester": "gloucester city|city of gloucester|gloucester city council",
        "Stroud": "stroud district|stroud district council",
        "Tewkesbury": "tewkesbury borough|tewkesbury borough council",
    },
    "core20": {
        "Core20": "yes|core 20|true|in core20|most deprived fifth|most deprived 20%",
        "not Core20": "no|not core 20|false|rest|other|not in core20|all other neighbourhoods",
    },
    "imd2025_quintile": {"1": "most deprived|most deprived fifth", "5": "least deprived|least deprived fifth"},
    "imd2019_quintile": {"1": "most deprived|most deprived fifth", "5": "least deprived|least deprived fifth"},
    "imd2025_decile": {"1": "most deprived|most deprived tenth", "10": "least deprived|least deprived tenth"},
    "imd2019_decile": {"1": "most deprived|most deprived tenth", "10": "least deprived|least deprived tenth"},
}  # fmt: skip
_FOLDED = {
    table: {fold(word): group for group, words in groups.items() for word in words.split("|")}
    for table, groups in _SAID.items()
}
_FINE = _FOLDED["ethnic_group_19"] | {fold(group): group for group in _SAID["ethnic_group_19"]}
LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    _FOLDED
    | {"core20_2019": _FOLDED["core20"]}
    | {"ethnic_group_5": {word: group.split(":")[0] for word, group in _FINE.items()} | _FOLDED["ethnic_group_5"]}
)
"""For each bundled table, common wordings (folded) of its groups."""
