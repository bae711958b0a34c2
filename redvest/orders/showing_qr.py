"""A QR code as a picture that travels inside the page."""

import segno


def qr_uri(text: str) -> str:
    """A data URI: black on white with the quiet zone scanners need, also on paper."""
    uri: str = segno.make(text, error="m", micro=False).svg_data_uri(
        scale=5, border=4, light="#fff"
    )
    return uri
