"""Passwords and keys where tools, servers and libraries take them, and what else they take."""

import pytest

from tests.unit.dataset.privacy.values import kinds
from tuning.dataset.privacy.guard import redacted, signed

TOOLS = (
    'variable "admin_password" {{\n  type    = string\n  default = "{}"\n}}',
    "setx APP_PASS {}",
    'setx /M DB_PWD "{}"',
    "password:\n  value: {}\n",
    "dbPassword:\n    default: '{}'",
    '<property name="password">\n  <value>{}</value>\n</property>',
    "bindpw {}",
    "rootpw\t{}",
    "echo '{}' | passwd --stdin anna",
    "printf '{}' | podman login -u anna --password-stdin quay.io",
    "rabbitmqctl add_user anna {}",
    "rabbitmqctl change_password anna '{}'",
    "lftp -u anna,{} ftp.firma.de",
    "smbclient //srv/share -U 'firma/anna%{}'",
    "hydra -l anna -p {} ssh://10.0.0.7",
    "impacket-wmiexec firma/anna:{}@10.0.0.7",
    "secretsdump.py firma.de/anna:{}@srv",
    "snmpget -v3 -u anna -A {} -x AES 10.0.0.7 sysName",
    "snmpwalk -v3 -u anna -A MDfive -X {} 10.0.0.7",
    "rar a -hp{} x.rar docs",
    "aws secretsmanager put-secret-value --secret-string '{}'",
    'expect "assword:"\nsend "{}\\r"',
    'expect "*?assword:*"\n  send -- "{}\\n"',
    "mysqli_connect('localhost', 'root', '{}', 'shop')",
    "new mysqli($host, 'root', '{}')",
    "new PDO($dsn, 'root', '{}')",
    'new PDO("mysql:host=db;dbname=shop", "root", "{}")',
    'DriverManager.getConnection(url, "sa", "{}")',
    'smtp.PlainAuth("", "anna", "{}", host)',
    "client.connect(host, 22, 'anna', '{}')",
    "jdbc:oracle:thin:anna/{}@//db:1521/x",
    "Passwort&#58; {}",
    "Default credentials admin/{}",
    "default login: admin / {}",
)


@pytest.mark.parametrize("said", TOOLS)
@pytest.mark.parametrize("value", ["mQ4$tz8Lw", "Winter2023!"])
def test_a_password_is_gone(said: str, value: str) -> None:
    text = said.format(value)

    assert signed(text.encode())
    assert value.rstrip("!") not in redacted(text)


KEYS = (
    "sonar.login={}",
    "appid=q8Zr2Lx9Tn4Vb7Km1Wp6q8Zr2Lx9Tn4V",
    "https://api.example.org/data?q=Ulm&appid={}",
    "APP_KEY=base64:{}=",
    "encryption_key: base64:{}",
    "https://x.s3.amazonaws.com/a?X-Amz-Expires=900&X-Amz-Signature={}",
    "This is my key {} for the map service",
    "Bitcoin private key (WIF): 5Jx{}",
    "privkey 0x{}",
    "ethereum private key is 0x{}",
    'variable "api_token" {{\n  default = "{}"\n}}',
)
LOT = "4f8a1c93e7d25b60a9f3c81d7e4b2065c7d90e1f3a8b46528d1e7f0c9a3b5d24"


@pytest.mark.parametrize("said", KEYS)
def test_a_key_is_gone(said: str) -> None:
    value = "q8Zr2Lx9Tn4Vb7Km1Wp6q8Zr2Lx9Tn4Vb7Km1Wp6q8Zr2Lx9"
    text = said.format(LOT if "0x" in said or "Amz" in said else value)
    text = text.replace(value, LOT[:32]) if "appid" in said else text
    clean = redacted(text)

    assert signed(text.encode())
    assert "Tn4Vb7Km" not in clean
    assert LOT[8:16] not in clean


@pytest.mark.parametrize(
    "text",
    [
        "userPassword: {SSHA}dk3Fh2Qz9Lw8Rt5Yb1Xc7Vn4Mj6Kp0Gs",
        "dn: x\nuserpassword: {CRYPT}Kx9f2Lq7Zt4Wb",
        "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU"
        "3TGtRBeJgk33yuGBxrMPHi",
    ],
)
def test_its_digest_and_a_key_by_its_form_are_gone(text: str) -> None:
    assert kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        'variable "password_length" {\n  default = "16chars"\n}',
        'variable "db_password" {\n}\nvariable "region" {\n  default = "eu-west1"\n}',
        "setx PATH C:\\tools2024",
        "setx APP_PASS %VALUE%",
        "password:\n  type: string\n  minimum8: yes",
        "bindpw is the key of the password",
        "echo $PASSWORD | docker login --password-stdin",
        "echo hello2024 | grep --stdin",
        "rabbitmqctl delete_user anna1985",
        "hydra -L users2024.txt -P rockyou2024.txt ssh://10.0.0.7",
        "lftp -u anna ftp.firma.de",
        "rar a -hp x2024.rar",
        "aws secretsmanager get-secret-value --secret-id prod/db1",
        'expect "login:"\nsend "anna1985\\r"',
        "mysqli_connect('localhost', 'root', $password, 'shop2024')",
        "new PDO($dsn, $user, $pass)",
        'connect("host1", 22)',
        "client.connect('10.0.0.7', 22, 'anna', key)",
        "jdbc:oracle:thin:@//db1:1521/x",
        "Default credentials are listed in chapter 12",
        "appid=com.example.app2024",
        "APP_KEY=base64:",
        "my key point is internationalization2024",
        "This is my key 12345",
    ],
)
def test_what_else_stands_there_stays(text: str) -> None:
    assert [] == kinds(text)
