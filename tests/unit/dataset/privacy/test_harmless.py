"""What has the form of a private datum and is none, and its neighbour that is one."""

import pytest

from tests.unit.dataset.privacy.values import kinds


@pytest.mark.parametrize(
    "text",
    [
        "Mozilla/5.0 (Windows NT 10.0) Chrome/124.0.0.0 Safari/537.36",
        "Firefox/117.0.0.2",
        "Edg/121.0.2277.83",
        'GET /x "OPR/98.0.0.0"',
        "What does -----BEGIN RSA PRIVATE KEY----- mean in a file?",
        "A file with `-----BEGIN PRIVATE KEY-----`, what is it?",
        "-----BEGIN EC PRIVATE KEY-----",
        "we were called 23456789 times",
        "call it 4 123 456 times",
        "phones sold 23 456 789",
        "+23 456 789 views",
        "GSM 850 1800 1900",
        "mobile network 800 1800 2600",
        "Mobile: 360 768 1280 1920",
        "fax machines of 1985 1995 2005",
        "mobile first 2019 2022 2023",
        "cell 12 34 56 78",
        "Art.-Nr. 0720 654321",
        "password: !vault |",
        "db_password: !Ref DatabaseSecret",
    ],
)
def test_it_stays(text: str) -> None:
    assert [] == kinds(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("client 93.184.216.34 asked", "IP_ADDRESS"),
        ("see https://example.com/ip/93.184.216.34", "IP_ADDRESS"),
        ("call 0720 654321 today", "PHONE"),
        ("Tel: 4930 1234 567", "PHONE"),
        ("call +43 660 1234567 three times", "PHONE"),
        ("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj", "PRIVATE_KEY"),
        ("-----BEGIN PRIVATE KEY-----\nrsa.pem", "PRIVATE_KEY"),
        ("password: !Xk29dkqpA7", "PASSWORD"),
    ],
)
def test_its_neighbour_goes(text: str, kind: str) -> None:
    assert [kind] == kinds(text)
