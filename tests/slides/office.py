"""Find LibreOffice and Poppler to turn slides into pictures, or install them: `python -m tests.slides.office`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.system_packages import install

OFFICES = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
PACKAGES = ("libreoffice-impress", "poppler-utils")
HINT = "install LibreOffice (Impress) and poppler-utils"


def office() -> str | None:
    """The path of LibreOffice, or None."""
    return next((path for name in OFFICES if (path := shutil.which(name))), None)


def ready() -> bool:
    """Whether slides can be rendered here."""
    return office() is not None and shutil.which("pdftoppm") is not None and shutil.which("pdftotext") is not None


def to_pdf(slides: bytes, folder: Path) -> Path:
    """The presentation as PDF, by a LibreOffice with settings of its own; RuntimeError with a hint without one."""
    program = office()
    if program is None or not ready():
        raise RuntimeError(f"slides cannot be rendered here: {HINT}")
    (folder / "monday.pptx").write_bytes(slides)
    with tempfile.TemporaryDirectory() as profile:
        command = [program, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf"]
        command += ["--outdir", str(folder), str(folder / "monday.pptx")]
        subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=600)
    return folder / "monday.pdf"


def to_pictures(pdf: Path, dots: int = 72) -> list[Path]:
    """One PNG per page, in order."""
    subprocess.run(["pdftoppm", "-r", str(dots), "-png", str(pdf), str(pdf.with_suffix(""))], check=True, timeout=600)
    return sorted(pdf.parent.glob("monday-*.png"))


def main() -> int:
    """Install what is missing where that may be done; the tests that need it say so where it is not."""
    if ready():
        return 0
    print("Installing LibreOffice for the tests that look at slides …", flush=True)
    reason = install(*PACKAGES)
    if not ready():
        print(
            f"The slides cannot be rendered to pictures: {reason or 'LibreOffice does not start'}; {HINT}",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
