"""Passwords in commands, forms and files that people paste, and their harmless neighbours."""

import pytest

from tests.unit.dataset.privacy.values import kinds
from tuning.dataset.privacy.guard import redacted, signed

COMMANDS = (
    "net user anna {} /add",
    "net use X: \\\\srv\\share {} /user:anna",
    "net use \\\\srv\\share /user:anna {}",
    "cmdkey /add:srv /user:anna /pass:{}",
    "rdesktop -u anna -p {} srv",
    "psexec \\\\srv -u anna -p {} cmd",
    "plink -ssh anna@srv -pw {}",
    "crackmapexec smb srv -u anna -p '{}'",
    "smbclient //srv/share -U anna%{}",
    "sqlplus anna/{}@orcl",
    "kinit anna <<< '{}'",
    'nmcli dev wifi connect home password "{}"',
    "wpa_passphrase home {}",
    "ipmitool -I lanplus -U root -P {} power status",
    "mosquitto_pub -u anna -P {} -t x",
    "enable secret {}",
    "enable secret 0 {}",
    "enable password 0 {}",
    "username anna privilege 15 secret 0 {}",
    "snmp-server community {} RO",
    "tacacs-server key {}",
    " neighbor 10.0.0.1 password 0 {}",
)
WORDED = (
    "رمز عبور: {}",
    "گذرواژه: {}",
    "پاس ورڈ: {}",
    "পাসওয়ার্ড: {}",
    "கடவுச்சொல்: {}",
    "parool: {}",
    "lykilorð: {}",
    "fjalëkalimi: {}",
    "nenosiri: {}",
    "გაღწევა პაროლი: {}",
    "գաղտնաբառ: {}",
    "пароль от роутера — {}",
    "пароль для входа: {}",
    "Пароль к базе - {}",
    "Password for the router - {}",
    "Passwort für das Portal \u2013 {}",
    "Password [staging]: {}",
    "Passw.: {}",
    "p4ssword: {}",
    "creds: anna:{}",
    "The Wi-Fi key is {}",
    "wifi-code: {}",
    "WIFI:S:guest;T:WPA;P:{};;",
    "anna@firma.de:{}",
)
LAID_OUT = (
    "password: >-\n  {}\nuser: anna",
    "password: |\n    {}\n",
    "db_password: >\n  {}",
    "Password:\n```\n{}\n```",
    "The password is:\n\n```text\n{}\n```",
    "Passwort\n\n{}\n",
    "Password\t{}",
    "user\tanna\npassword\t{}",
    "password,{}",
    "<label>Password</label><input type=text value='{}'>",
    "<dt>Password</dt><dd>{}</dd>",
    "password\n=\n'{}'",
)


@pytest.mark.parametrize("said", [*COMMANDS, *WORDED, *LAID_OUT])
@pytest.mark.parametrize("value", ["Xk29dkqpA7", "Winter2023!"])
def test_it_is_gone(said: str, value: str) -> None:
    text = said.format(value)

    assert signed(text.encode())
    assert value.rstrip("!") not in redacted(text)


KEY = "h4Yt9Qe2Ws7Ub3Nc6Mv1"
KEYS = (
    "My OpenAI key is {}",
    "key={}",
    "your key: `{}`",
    "API_KEY_PROD={}",
    "token_live: {}",
    "secret_key_base: {}",
    "token_of_consumer = {}",
    "api_key: >-\n  {}",
    "api_key = ||{}||",
    "Cookie: lang=de; session={}",
    "PHPSESSID={}",
    "Set-Cookie: JSESSIONID={}; Path=/",
    "Lizenzschlüssel: {}",
    "product key: AB1CD-EF2GH-IJ3KL-MN4OP",
)


@pytest.mark.parametrize("said", KEYS)
def test_a_key_is_gone(said: str) -> None:
    clean = redacted(said.format(KEY))

    assert "Qe2Ws7" not in clean
    assert "EF2GH" not in clean


def test_words_that_restore_a_wallet_or_an_account_are_gone() -> None:
    words = "orbit lemon castle brave tulip canyon velvet mango sugar piano winter galaxy"

    assert "canyon" not in redacted(f"My recovery phrase: {words}.")
    assert "canyon" not in redacted(f'mnemonic = "{words}"')
    assert "7kd2p" not in redacted("backup codes: 3fj9k-7kd2p, 8md4x-1qz6t")
    assert "8md4x" not in redacted("backup codes:\n3fj9k-7kd2p\n8md4x-1qz6t\n")
    assert "593" not in redacted("CVV 593")


@pytest.mark.parametrize(
    "text",
    [
        "net user anna /delete",
        "net user /domain",
        "net use Z: /delete",
        "docker run -u 1000 -p 8080:80 nginx",
        "ssh -l anna -p 2222 host1",
        "mkdir -p build2024/out",
        "wpa_passphrase SSID PASSPHRASE",
        "enable secret backups of 2024",
        "snmp-server enable traps",
        "Password\n\nA good one has 12 signs",
        "password\tlength",
        "password,username,e-mail",
        "Password [at least 8 signs]: ",
        "Password for admins - see chapter 4",
        "password: >-\n  {{ vault_password }}",
        "Passwort für 2024 \u2013 nein",
        "git@github.com:anna/repo2024",
        "The key is patience",
        "primary key: user_id2024",
        "key=lambda x: x[1]",
        "key = e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "session=requests.Session()",
        "session = get_session2024_of_the_user()",
        "token_count_2024: 4096",
        "token_hash: e3b0c44298fc1c149afbf4c8996fb92427ae41e4",
        "tokenFileName: Xk29dkqpA7h4Yt9Qe2Ws7Ub3",
        "max_token_length=1024",
        "The recovery phrase is a list of twelve words that you write down once",
        "backup codes: none",
        "CVV is on the back",
        "SSN format 123-45-6789",
        "The SSN has the form 123-45-6789.",
        "a number like 123-45-6789",
        "mysql -pshop is wrong",
        "routing 021000021",
        "ABA routing number 011401533",
    ],
)
def test_its_neighbour_stays(text: str) -> None:
    assert [] == kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "scp anna@host.de:report2024 .",
        "rsync anna@host.de:/srv/data2024 .",
        "anna@firma.de: Hello2",
    ],
)
def test_what_stands_behind_an_address_may_be_a_file_or_a_message(text: str) -> None:
    assert ["EMAIL"] == kinds(text)
