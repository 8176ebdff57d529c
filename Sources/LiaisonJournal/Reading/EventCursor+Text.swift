import LiaisonCodes
import LiaisonSystem

/// A cursor as text for a URL: base64url (RFC 4648 section 5) of a version byte and the positions.
///
/// Numbers are of variable length, seven bits a byte, the lowest first, the eighth bit set on all but the last
/// (LEB128). Version 2 goes on with the newest month of all segments named, in months since 2020-01. Then, for
/// each station in order:
///
/// - four times the number of further segments, plus two if the identifier is the one before with its last
///   number increased by one, plus one if there is a base;
/// - otherwise a byte with, in its high half, how many characters the identifier shares with the one before, and in
///   its low half how many follow, less one; and those;
/// - with a base, its name and the lines read; and the further segments, each a name and the lines read.
///
/// A name is twice its number, plus one if it isn't of the newest month, and then how many months it is older.
/// Version 1, without bases, had the identifier's length and characters, the number of segments, and of each
/// the month, number and lines.
extension EventCursor {
    /// Months are counted from here, to keep the numbers short.
    private static let firstYear = 2020

    /// Reads a cursor that an earlier answer gave, or nothing.
    package init?(_ text: some StringProtocol) {
        if text.isEmpty { return }
        guard let bytes = Base64URL.decode(String(text)), let version = bytes.first else { return nil }
        var reader = Reader(rest: bytes.dropFirst())
        let positions =
            switch version {
            case 1: reader.firstVersion()
            case 2: reader.secondVersion()
            default: nil as [StationID: StationPosition]?
            }
        guard let positions else { return nil }
        self.positions = positions
    }

    /// The cursor as text for a URL.
    package var text: String {
        var bytes: [UInt8] = [2]
        var newest = 0
        for position in positions.values {
            if let base = position.base { newest = max(newest, Self.months(of: base)) }
            for name in position.lines.keys { newest = max(newest, Self.months(of: name)) }
        }
        bytes.appendNumber(newest)
        func append(_ name: SegmentName) {
            let age = newest - Self.months(of: name)
            bytes.appendNumber(name.number << 1 | (age == 0 ? 0 : 1))
            if age > 0 { bytes.appendNumber(age) }
        }
        var previous: [UInt8] = []
        for (station, position) in positions.sorted(by: { $0.key < $1.key }) {
            let identifier = Array(station.description.utf8)
            // Its own opening has no number for the base: the lines of it that were read stand with its name.
            let ofBase = position.base.map { position.lines[$0] ?? 1 }
            let further = position.lines.filter { $0.key != position.base }
            let isSuccessor = identifier == Self.successor(of: previous)
            bytes.appendNumber(further.count << 2 | (isSuccessor ? 2 : 0) | (ofBase == nil ? 0 : 1))
            if !isSuccessor {
                let shared = zip(previous, identifier).prefix { $0 == $1 }.count
                bytes.append(UInt8(shared << 4 | (identifier.count - shared - 1)))
                bytes.append(contentsOf: identifier[shared...])
            }
            previous = identifier
            if let base = position.base, let ofBase {
                append(base)
                bytes.appendNumber(ofBase)
            }
            for (name, lines) in further.sorted(by: { $0.key < $1.key }) {
                append(name)
                bytes.appendNumber(lines)
            }
        }
        return Base64URL.encode(bytes)
    }

    private static func months(of name: SegmentName) -> Int {
        (name.month / 100 - firstYear) * 12 + name.month % 100 - 1
    }

    /// The identifier with the number at its end increased by one, in as many digits; nothing after 99.
    private static func successor(of identifier: [UInt8]) -> [UInt8]? {
        var next = identifier
        for index in next.indices.reversed() {
            guard (0x30...0x39).contains(next[index]) else { return nil }
            if next[index] < 0x39 {
                next[index] += 1
                return next
            }
            next[index] = 0x30
        }
        return nil
    }

    /// Reads the bytes of a cursor from front to back.
    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func firstVersion() -> [StationID: StationPosition]? {
            var positions: [StationID: StationPosition] = [:]
            while !rest.isEmpty {
                guard let length = number(), let identifier = take(length),
                    let station = StationID(bytes: identifier), let count = number(), count <= rest.count
                else { return nil }
                var position = StationPosition()
                for _ in 0..<count {
                    guard let months = number(), let ordinal = number(), let lines = number() else {
                        return nil
                    }
                    position.lines[Self.name(months, ordinal)] = lines
                }
                positions[station] = position
            }
            return positions
        }

        mutating func secondVersion() -> [StationID: StationPosition]? {
            guard let newest = number() else { return nil }
            var positions: [StationID: StationPosition] = [:]
            var previous: [UInt8] = []
            while !rest.isEmpty {
                guard let head = number(), head >> 2 <= rest.count,
                    let identifier = head & 2 == 2 ? successor(of: previous) : identifier(after: previous),
                    let station = StationID(bytes: identifier), positions[station] == nil
                else { return nil }
                previous = identifier
                var position = StationPosition()
                if head & 1 == 1 {
                    guard let (base, lines) = segment(newest), lines > 0 else { return nil }
                    position.base = base
                    // A base of which only the opening was read is listed nowhere else.
                    if lines > 1 { position.lines[base] = lines }
                }
                for _ in 0..<(head >> 2) {
                    guard let (name, lines) = segment(newest) else { return nil }
                    position.lines[name] = lines
                }
                positions[station] = position
            }
            return positions
        }

        private mutating func identifier(after previous: [UInt8]) -> [UInt8]? {
            guard let token = rest.popFirst(), Int(token >> 4) <= previous.count,
                let new = take(Int(token & 15) + 1)
            else { return nil }
            return Array(previous.prefix(Int(token >> 4))) + new
        }

        private mutating func segment(_ newest: Int) -> (SegmentName, lines: Int)? {
            guard let head = number(), head >> 1 > 0, let age = head & 1 == 1 ? number() : 0, age <= newest,
                let lines = number()
            else { return nil }
            return (Self.name(newest - age, head >> 1), lines)
        }

        private static func name(_ months: Int, _ ordinal: Int) -> SegmentName {
            SegmentName(month: (months / 12 + firstYear) * 100 + months % 12 + 1, number: ordinal)
        }

        private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
            guard count <= rest.count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }

        private mutating func number() -> Int? {
            var value = 0
            for shift in stride(from: 0, to: 49, by: 7) {
                guard let byte = rest.popFirst() else { return nil }
                value |= Int(byte & 0x7F) << shift
                if byte & 0x80 == 0 { return value }
            }
            return nil
        }
    }
}

extension [UInt8] {
    /// Appends a number in LEB128; a negative one, which no segment of this century gives, as 0.
    fileprivate mutating func appendNumber(_ number: Int) {
        var rest = UInt64(Swift.max(0, number))
        while rest >= 0x80 {
            append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }
}
