"""Forms' nonces as FormNonces.swift makes them: asking the server for each would measure something else."""
import base64, hashlib, hmac, os, secrets

MASK = (1 << 64) - 1


def siphash(key, message):
    """SipHash-2-4 (Aumasson and Bernstein, 2012) as a number."""
    k0, k1 = int.from_bytes(key[:8], "little"), int.from_bytes(key[8:16], "little")
    v0, v1, v2, v3 = (
        k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D, k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573)

    def rounds(count, v0, v1, v2, v3):
        for _ in range(count):
            v0 = (v0 + v1) & MASK
            v1 = ((v1 << 13 | v1 >> 51) & MASK) ^ v0
            v0 = (v0 << 32 | v0 >> 32) & MASK
            v2 = (v2 + v3) & MASK
            v3 = ((v3 << 16 | v3 >> 48) & MASK) ^ v2
            v0 = (v0 + v3) & MASK
            v3 = ((v3 << 21 | v3 >> 43) & MASK) ^ v0
            v2 = (v2 + v1) & MASK
            v1 = ((v1 << 17 | v1 >> 47) & MASK) ^ v2
            v2 = (v2 << 32 | v2 >> 32) & MASK
        return v0, v1, v2, v3

    padded = message + bytes(7 - len(message) % 8) + bytes([len(message) & 0xFF])
    for start in range(0, len(padded), 8):
        word = int.from_bytes(padded[start : start + 8], "little")
        v0, v1, v2, v3 = rounds(2, v0, v1, v2, v3 ^ word)
        v0 ^= word
    v0, v1, v2, v3 = rounds(4, v0, v1, v2 ^ 0xFF, v3)
    return v0 ^ v1 ^ v2 ^ v3


class FormNonces:
    """The nonces of the data directory's forms."""

    def __init__(self, data):
        with open(os.path.join(data, "secret")) as file:
            secret = bytes.fromhex(file.read().strip())
        self.key = hmac.new(secret, b"form nonce", hashlib.sha256).digest()[:16]

    def issue(self, subject, at):
        """One for a form about `subject`, rendered at that second of the Unix clock."""
        content = int(at).to_bytes(5, "big") + secrets.token_bytes(14)
        mac = siphash(self.key, content + subject.encode()).to_bytes(8, "big")
        return base64.urlsafe_b64encode(content + mac).decode().rstrip("=")
