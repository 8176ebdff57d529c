import LiaisonCodes

/// The text in a symbol: the scheme in lower case, as some cameras refuse it otherwise, and the rest in upper
/// case, so that it packs as alphanumeric: `https://LLZ.EXAMPLE.GOV.CN/7K3M9QX`.
package struct QRPayload: Hashable, Sendable, CustomStringConvertible {
    /// What a scanner reads.
    package let text: String

    /// The payload of a deputy's or a station's code.
    ///
    /// - Parameters:
    ///   - base: The service's address.
    ///   - code: The code.
    ///   - place: The number of the place where it hangs, if that is to be told.
    package init(_ base: BaseURL, _ code: Code, place: Int? = nil) {
        self.init(base, path: place.map { "\(code)/\($0)" } ?? code.description)
    }

    /// The payload of another page, such as `r/<case number>/<query code>`.
    ///
    /// - Parameters:
    ///   - base: The service's address.
    ///   - path: What follows the slash; the service reads it in any letter case.
    package init(_ base: BaseURL, path: String) {
        text = "\(base.scheme)://\("\(base.authority)\(base.path)/\(path)".uppercased())"
    }

    /// What people type who can't scan: the address without scheme, the code in upper case.
    package static func typedAddress(_ base: BaseURL, _ code: Code) -> String {
        "\(base.authority)\(base.path)/\(code)"
    }

    package var description: String { text }
}

extension QRSymbol {
    /// The symbol of a payload.
    package init(_ payload: QRPayload, errorCorrection: ErrorCorrection = .medium) throws(QRError) {
        try self.init(text: payload.text, errorCorrection: errorCorrection)
    }
}
