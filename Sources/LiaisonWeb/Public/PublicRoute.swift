import LiaisonCodes

/// What a path of the public pages asks for.
enum PublicRoute: Equatable {
    case home
    /// A form.
    case form(Code)
    /// The form behind a poster that says where it hangs.
    case placedForm(Code, Int)
    /// One segment that reads like a code, but is none.
    case badCode(typed: String, CodeError)
    /// A receipt; whether there is one, only the ledger knows.
    case receipt(CaseNumber, QueryCode)
    /// A photo of a receipt, by its number from 1.
    case photo(CaseNumber, QueryCode, Int)
    /// A path below `/r/` that can't be a receipt's.
    case badReceipt
    case query
    case qrCode(Code, QRFormat)
    /// The reception days of a station or deputy, to subscribe to.
    case calendar(Code)
    /// What a station announces.
    case notices(Code)
    /// The same, to subscribe to.
    case feed(Code)
    case nothing

    /// The formats of a QR picture.
    enum QRFormat: String {
        case png, svg
    }

    /// Reads a path; letter case never matters.
    ///
    /// - Parameter path: The path, decoded.
    init(_ path: [UInt8]) {
        // The form of a code is what nearly every request is for.
        if let code = Code(spelled: path.span.extracting(droppingFirst: 1)) {
            self = .form(code)
            return
        }
        let parts = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let words = parts.map { String(decoding: $0, as: UTF8.self) }
        switch (words.count, words.first?.lowercased()) {
        case (1, ""): self = .home
        case (1, "q"): self = .query
        case (2, "qr"): self = Self.qrCode(words[1])
        case (3, "r"): self = Self.receipt(words[1], words[2])
        case (5, "r"): self = Self.photo(words[1], words[2], words[3], words[4])
        case (_, "r"): self = .badReceipt
        case (2, _) where words[1].lowercased().split(separator: ".") == ["calendar", "ics"]:
            self = (try? Code(parsing: words[0])).map(Self.calendar) ?? .nothing
        case (2, _) where words[1].lowercased().split(separator: ".") == ["feed", "atom"]:
            self = (try? Code(parsing: words[0])).map(Self.feed) ?? .nothing
        case (2, _) where words[1].lowercased() == "notices":
            self = (try? Code(parsing: words[0])).map(Self.notices) ?? .nothing
        case (2, _) where words[1].utf8.count <= 4 && words[1].utf8.allSatisfy { (0x30...0x39).contains($0) }:
            // A poster leads to its form whatever has become of the place.
            let code = try? Code(parsing: words[0])
            self = code.flatMap { code in Int(words[1]).map { .placedForm(code, $0) } } ?? Self.code(words[0])
        case (1, _): self = Self.code(words[0])
        default: self = .nothing
        }
    }

    private static func qrCode(_ name: String) -> PublicRoute {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let format = QRFormat(rawValue: parts[1].lowercased()),
            let code = try? Code(parsing: parts[0])
        else { return .nothing }
        return .qrCode(code, format)
    }

    private static func receipt(_ number: String, _ query: String) -> PublicRoute {
        guard let number = try? CaseNumber(parsing: number), let query = try? QueryCode(parsing: query) else {
            return .badReceipt
        }
        return .receipt(number, query)
    }

    private static func photo(
        _ number: String, _ query: String, _ word: String, _ index: String
    ) -> PublicRoute {
        guard case .receipt(let number, let query) = receipt(number, query), word.lowercased() == "photo",
            let index = UInt8(index), index > 0
        else { return .badReceipt }
        return .photo(number, query, Int(index))
    }

    /// One segment: a code with hyphens or look-alikes, a mistyped one, or something else.
    private static func code(_ typed: String) -> PublicRoute {
        do throws(CodeError) {
            return .form(try Code(parsing: typed))
        } catch {
            switch error {
            case .wrongCheck: return .badCode(typed: typed, error)
            // Something as long as a code with a slip is a mistyped code; favicon.ico and its like are not.
            case .wrongLength(let found, _) where (5...9).contains(found):
                return .badCode(typed: typed, error)
            case .badCharacter where (6...8).contains(typed.utf8.count): return .badCode(typed: typed, error)
            default: return .nothing
            }
        }
    }
}
