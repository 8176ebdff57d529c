/// A case number as people type it from paper, say it on the telephone or paste it from a receipt's address: any
/// letter case, full-width forms, spaces, with or without its hyphens, look-alikes among all its symbols.
///
/// Where a station's identifier ends can be told without hyphens: eleven symbols always follow it. How it is
/// spelled can't, so ``number(among:)`` finds the station that was meant.
package struct TypedCaseNumber: Equatable, Sendable {
    /// The number, its station spelled as it was typed.
    package let number: CaseNumber
    /// The query code that a pasted receipt's address, or the two pasted together, brought along.
    package let queryCode: QueryCode?

    /// The symbols after the station: the date, four symbols and the check symbol.
    private static let tailLength = 6 + CaseNumber.symbolCount + 1
    /// The most bytes that are looked at; an address of a receipt has some hundred.
    private static let limit = 1024

    /// Reads what was typed or pasted.
    ///
    /// - Throws: ``CodeError``; `wrongCheck` when a symbol is mistyped anywhere, `wrongLength` with the number of
    ///   symbols and the fewest that there must be.
    package init(parsing text: some StringProtocol) throws(CodeError) {
        let utf8 = Array(text.utf8.prefix(Self.limit))
        let typed = Self.withoutLabel(TypedText.folded(utf8) ?? utf8)
        guard typed.contains(UInt8(ascii: "/")) else {
            do throws(CodeError) {
                (number, queryCode) = (try Self.number(typed[...]), nil)
            } catch {
                guard let both = Self.numberAndQueryCode(typed) else { throw error }
                (number, queryCode) = both
            }
            return
        }
        // The address of a receipt: /r/<number>/<query code>, perhaps with a query or fragment.
        let path = typed.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        let parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard let mark = parts.lastIndex(where: { $0.count == 1 && $0.first.map { $0 | 0x20 } == 0x72 }),
            parts.indices.contains(mark + 1)
        else { throw .badCharacter("/") }
        number = try Self.number(parts[mark + 1])
        queryCode =
            parts.indices.contains(mark + 2)
            ? try? QueryCode(parsing: String(decoding: parts[mark + 2], as: UTF8.self)) : nil
    }

    /// The number with its station spelled as the roster spells it: hyphens and look-alikes (O 0, I 1, S 5, Z 2,
    /// V U) make no difference, as they make none to the check symbol.
    ///
    /// - Parameter stations: The stations that there are.
    /// - Returns: The number of the one station that was meant; as typed where that is none or not one alone.
    package func number(among stations: some Sequence<StationID>) -> CaseNumber {
        let key = Self.key(number.station)
        var found: StationID?
        for station in stations {
            if station == number.station { return number }
            guard Self.key(station) == key else { continue }
            if found != nil { return number }
            found = station
        }
        return found.map { CaseNumber(station: $0, serial: number.serial) } ?? number
    }

    /// What a copied text begins with, such as `受理编号：`, belongs to no number.
    private static func withoutLabel(_ typed: [UInt8]) -> [UInt8] {
        Array(typed.drop { $0 >= 0x80 || $0 == UInt8(ascii: ":") || isSpace($0) })
    }

    /// A number and the query code behind it, as they are copied from a receipt, perhaps with words between them.
    private static func numberAndQueryCode(_ typed: [UInt8]) -> (CaseNumber, QueryCode?)? {
        let bytes = typed.filter { (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: ":") }
        let hyphen = UInt8(ascii: "-")
        var (start, missing) = (bytes.count, QueryCode.length)
        while missing > 0, start > 0 {
            start -= 1
            if bytes[start] != hyphen { missing -= 1 }
        }
        guard let number = try? Self.number(bytes[..<start]),
            let query = try? QueryCode(parsing: String(decoding: bytes[start...], as: UTF8.self))
        else { return nil }
        return (number, query)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func number(_ typed: ArraySlice<UInt8>) throws(CodeError) -> CaseNumber {
        let bytes = typed.filter { !isSpace($0) }
        let hyphen = UInt8(ascii: "-")
        let count = bytes.count { $0 != hyphen }
        guard count > tailLength else { throw .wrongLength(found: count, expected: tailLength + 1) }
        // From the end: how many bytes hold the symbols after the station.
        var tail = bytes.count
        var missing = tailLength
        while missing > 0 {
            tail -= 1
            if bytes[tail] != hyphen { missing -= 1 }
        }
        let symbols = bytes[tail...].filter { $0 != hyphen }
        var spelled = Array(bytes[..<tail].trimmed(of: hyphen))
        guard StationID(bytes: spelled) != nil else {
            throw .badCharacter(String(decoding: spelled, as: UTF8.self))
        }
        spelled.append(hyphen)
        spelled += symbols.prefix(6)
        spelled.append(hyphen)
        spelled += symbols.dropFirst(6)
        return try CaseNumber(parsing: spelled)
    }

    /// A station's identifier as the check symbol sees it.
    private static func key(_ station: StationID) -> [UInt8] {
        station.description.utf8.compactMap { byte in
            if byte == UInt8(ascii: "-") { return nil }
            return Alphabet.symbol(forTyped: byte == UInt8(ascii: "V") ? UInt8(ascii: "U") : byte) ?? byte
        }
    }
}

extension ArraySlice<UInt8> {
    /// Without that byte at either end.
    fileprivate func trimmed(of byte: UInt8) -> ArraySlice<UInt8> {
        var rest = drop { $0 == byte }
        while rest.last == byte { rest.removeLast() }
        return rest
    }
}
