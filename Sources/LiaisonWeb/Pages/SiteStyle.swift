import LiaisonSystem
import LiaisonWording

/// The style sheet, as it stands in every page's `<style>` element, and the policy that allows it alone, and the one that
/// receipts have beside it.
package enum SiteStyle {
    /// `assets/site.css` without comments and without the white space that people read it by. The same
    /// bytes on every page, so that its hash can be stated.
    package static let css = compact(Assets.siteCSS)

    /// The same of `assets/receipt.css`: no page that has to be small bears what only a receipt on paper needs.
    package static let receiptCSS = compact(Assets.receiptCSS)

    /// The `Content-Security-Policy` of every page: these style sheets, own images and forms, nothing else
    /// (Content Security Policy Level 3).
    package static let contentSecurityPolicy =
        "default-src 'none'; style-src 'sha256-\(base64(SHA256.digest(css)))' "
        + "'sha256-\(base64(SHA256.digest(receiptCSS)))'; img-src 'self' data:; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    /// Drops comments, indentation and the white space around `{ } ; ,` and after `:`. The sheet has no
    /// strings in which these would mean something.
    static func compact(_ css: [UInt8]) -> [UInt8] {
        let loose = Array("{};,".utf8)
        var result: [UInt8] = []
        var index = 0
        var hasGap = false
        while index < css.count {
            let byte = css[index]
            if css[index...].starts(with: "/*".utf8) {
                index += 2
                while index < css.count && !css[index...].starts(with: "*/".utf8) { index += 1 }
                index += 2
                continue
            }
            index += 1
            if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
                hasGap = true
                continue
            }
            if hasGap, let last = result.last, !loose.contains(last), last != UInt8(ascii: ":"),
                !loose.contains(byte)
            {
                result.append(0x20)
            }
            hasGap = false
            if byte == UInt8(ascii: "}") && result.last == UInt8(ascii: ";") { result.removeLast() }
            result.append(byte)
        }
        return result
    }

    /// Base 64 with the plain alphabet and padding, RFC 4648 section 4.
    static func base64(_ bytes: [UInt8]) -> String {
        let text = Base64URL.encode(bytes).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        return String(text) + String(repeating: "=", count: (4 - text.count % 4) % 4)
    }
}
