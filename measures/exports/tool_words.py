"""Column names that survey tools write by themselves, folded; `platforms.py` knows the tools by them.

Source: reference page on exports, section 2, for what was seen in real files or in the tools' own code. Translations of
the first headers of Microsoft and Google Forms are recalled: they are only ever used beside other signs.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    """Names parted by commas and line breaks."""
    return frozenset(name.strip() for name in text.replace("\n", ",").split(",") if name.strip())


FORMS_START = _words("""
    start time, startzeit, heure de début, hora de inicio, ora di inizio, hora de início, begintijd, starttid,
    starttidspunkt, godzina rozpoczęcia, amser dechrau
""")
FORMS_END = _words("""
    completion time, fertigstellungszeit, heure de fin, hora de finalización, ora di completamento, hora de conclusão,
    tijd van voltooien, sluttid, fuldførelsestidspunkt, godzina ukończenia, amser cwblhau
""")
FORMS_WHO = _words("""
    email, name, e-mail, nom, nombre, nome, naam, namn, navn, adresse de messagerie, correo electrónico,
    posta elettronica, e-bost, enw, last modified time, language, sprache, langue, idioma, lingua, taal,
    total points, quiz feedback, grade posted time
""")
GOOGLE_FIRST = _words("""
    timestamp, marca temporal, horodateur, zeitstempel, tijdstempel, informazioni cronologiche, carimbo de data/hora,
    carimbo de data e hora, tidsstämpel, tidsstempel, sygnatura czasowa, stamp amser, aikaleima, časová značka,
    отметка времени
""")
GOOGLE_WHO = _words("""
    email address, username, email, score, dirección de correo electrónico, puntuación, punteggio, nombre de usuario,
    adresse e-mail, e-mail-adresse, indirizzo email, cyfeiriad e-bost
""")
MONKEY = _words("""
    respondent id, respondentid, collector id, collectorid, start date, startdate, end date, enddate, date created,
    date modified, ip address, email address, first name, last name
""")
MONKEY_CUSTOM = re.compile(r"custom[ _](?:data )?\d+$")
MONKEY_ANSWER = _words("response, open-ended response")
MONKEY_SECOND = MONKEY_ANSWER | {"other (please specify)"}
QUALTRICS = _words("""
    startdate, enddate, status, ipaddress, progress, duration (in seconds), duration__in_seconds_, finished,
    recordeddate, responseid, recipientlastname, recipientfirstname, recipientemail, externalreference,
    locationlatitude, locationlongitude, distributionchannel, userlanguage, responseset, name, externaldatareference,
    emailaddress, locationaccuracy
""")
LIME = _words("""
    id, submitdate, lastpage, startlanguage, seed, startdate, datestamp, ipaddr, refurl, token, response id,
    date submitted, last page, start language, date started, date last action, ip address, referrer url, access code
""")
LIME_TIMING = re.compile(r"(?:grouptime\d+|interviewtime|\w+time|group time: .*|question time: .*|total time)$")
KOBO = _words("""
    start, end, today, deviceid, imei, phonenumber, simserial, subscriberid, username, instanceid, formhub/uuid,
    meta/instanceid, meta/rootuuid, meta/deprecatedid
""")
ODK_CENTRAL = _words("""
    submissiondate, meta-instanceid, meta-instancename, key, submitterid, submittername, attachmentspresent,
    attachmentsexpected, status, reviewstate, deviceid, edits, formversion
""")
KOBO_OWN = re.compile(
    r"_(?:id|uuid|index|version_?|_version_+|submission_time|submitted_by|validation_status|notes|tags|status|duration"
    r"|total_media|media_count|media_all_received|xform_id(?:_string)?|attachments|geolocation|bamboo_dataset_id"
    r"|parent_\w+|submission__\w+|date_modified|review_\w+|edited|gps_\w+)$"
)
REDCAP = _words("""
    redcap_repeat_instrument, redcap_repeat_instance, redcap_survey_identifier, survey identifier, survey timestamp,
    repeat instrument, repeat instance, complete?
""")
TYPEFORM = _words("#, network id, tags, response type, ending")
SMART = _words("""
    userid, userno, name, email, ip address, unique id, started, ended, tracking id, tracking link, status, completed,
    language, device
""")
JISC = _words("""
    unique response number, response id, response number, started, completed, completion date, date of completion,
    start date
""")
NUMBERED = re.compile(r"q?\d+(?:\.\d+)*(?:\.?[a-z])?(?:\.i+)?\.? ")
SNAP = re.compile(r"id\.\w+$")
