"""detect-secrets with all its plugins and its own filters, as it reads files."""

from pathlib import Path
from tempfile import TemporaryDirectory

from detect_secrets.core.scan import scan_file
from detect_secrets.settings import default_settings

ADDRESS = "Public IP (ipv4)"


def found(text: str) -> list[tuple[int, int, str]]:
    """Return what it finds: where, and that it is a secret, or an address."""
    with TemporaryDirectory() as folder, default_settings():
        file = Path(folder) / "text.txt"
        file.write_text(text, newline="")
        secrets = [*scan_file(str(file))]
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    findings = []
    for secret in secrets:
        number = secret.line_number - 1
        at = lines[number].find(secret.secret_value)
        if at >= 0:
            kind = "IP_ADDRESS" if secret.type == ADDRESS else "secret"
            start = starts[number] + at
            findings.append((start, start + len(secret.secret_value), kind))
    return findings
