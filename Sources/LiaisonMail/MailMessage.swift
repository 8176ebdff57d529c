import LiaisonSystem

/// A message of RFC 5322 with the MIME structure of RFC 2045 and 2046, lines ended by LF as a Maildir wants.
package struct MailMessage: Equatable, Sendable {
    /// The message, ASCII only, no line beyond 998 bytes.
    package let bytes: [UInt8]

    /// A photo that came with a message.
    package struct Attachment: Equatable, Sendable {
        /// What stands in Content-Type.
        package enum Format: String, Sendable {
            case jpeg = "image/jpeg"
            case png = "image/png"
        }
        package let format: Format
        package let content: [UInt8]

        /// Takes a JPEG or PNG file, told by its first bytes; nothing for anything else.
        package init?(content: [UInt8]) {
            if content.starts(with: [0xFF, 0xD8, 0xFF]) {
                format = .jpeg
            } else if content.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
                format = .png
            } else {
                return nil
            }
            self.content = content
        }

        fileprivate var fileExtension: String { format == .jpeg ? "jpg" : "png" }
    }

    /// The message with its lines ended by CRLF, as `message/rfc822` has them on the wire.
    package var wireBytes: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + bytes.count / 40)
        for byte in bytes {
            if byte == UInt8(ascii: "\n") { output.append(UInt8(ascii: "\r")) }
            output.append(byte)
        }
        return output
    }

    /// Composes a message; the same parts always make the same bytes.
    ///
    /// - Parameters:
    ///   - fields: The header without its MIME part.
    ///   - text: The body; it stands in Base64, so that nothing in it can be mistaken for structure.
    ///   - attachments: What follows it.
    ///   - name: The attachments' file name, which gets a number and an extension: letters, digits, hyphens.
    init(fields: [HeaderField], text: String, attachments: [Attachment], name: String) {
        var output = fields.flatMap(\.bytes)
        output.append("MIME-Version: 1.0\n")
        let body = Base64.encodeLines(Array(text.utf8))
        let bodyHeader = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
        guard !attachments.isEmpty else {
            output.append(bodyHeader)
            output.append(body)
            bytes = output
            return
        }
        // Base64 lines can't hold an underscore, so this never occurs inside a part.
        let boundary = "=_\(name)_="
        output.append(
            "Content-Type: multipart/mixed; boundary=\"\(boundary)\"\n\n--\(boundary)\n\(bodyHeader)")
        output.append(body)
        for (index, attachment) in attachments.enumerated() {
            let file = "\(name)-\(index + 1).\(attachment.fileExtension)"
            output.append("--\(boundary)\nContent-Type: \(attachment.format.rawValue)\n")
            output.append("Content-Disposition: attachment; filename=\"\(file)\"\n")
            output.append("Content-Transfer-Encoding: base64\n\n")
            output.append(Base64.encodeLines(attachment.content))
        }
        output.append("--\(boundary)--\n")
        bytes = output
    }
}
