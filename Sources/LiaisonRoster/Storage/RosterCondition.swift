import LiaisonCodes
import LiaisonText

/// In which condition the file was that a roster was read from: what of it couldn't be used, or can't be trusted.
///
/// A damaged line costs its holder's page, until the file is put right, and nobody else's. It is never thrown away:
/// whoever stores the roster passes it on byte for byte.
package struct RosterCondition: Sendable {
    /// How often the file has been stored since it was sealed first; nothing for one without a seal.
    package internal(set) var revision: Int?
    /// The lines that stand for nobody.
    package internal(set) var unusable: [UnusableLine] = []
    /// Lines that can be read, but were changed by something other than a command; from 1.
    package internal(set) var altered: [Int] = []
    /// Lines without a seal, from 1, where others have one.
    package internal(set) var unsealed: [Int] = []
    /// Lines that refer to a station that isn't there.
    package internal(set) var dangling: [Dangling] = []
    /// What is wrong with the file as a whole.
    package internal(set) var breach: Breach?
    /// The first revision in which the file as a whole was found wrong, of all that came to be this one.
    package internal(set) var brokenSince: Int?
    /// What a newer release says in the first line.
    var foreignMembers: [JSON.Member] = []

    /// A line that stands for nobody.
    package struct UnusableLine: Sendable {
        /// From 1.
        package let line: Int
        package let damage: RosterDamage
        /// The codes that can be told from it.
        package let codes: Set<Code>
        let bytes: [UInt8]
        /// Whether it is lost to its holder: a second line of a holder's isn't.
        package var isLoss: Bool {
            switch damage {
            case .duplicateCode, .duplicateStation: false
            default: true
            }
        }
    }

    /// A line that refers to a station that isn't there.
    package struct Dangling: Equatable, Sendable {
        package let line: Int
        package let station: StationID
    }

    /// What is wrong with a file as a whole.
    package enum Breach: Equatable, Sendable {
        /// The first line was changed, or isn't there: nobody knows how many lines there are to be.
        case heading
        /// There were more lines, or fewer, when it was stored.
        case lines(expected: Int, found: Int)
        /// Its lines aren't those that were stored, though as many and each sound by itself.
        case content
    }

    /// Whether nothing is wrong with the file.
    package var isSound: Bool {
        unusable.isEmpty && altered.isEmpty && dangling.isEmpty && breach == nil && brokenSince == nil
            && (unsealed.isEmpty || revision == nil)
    }

    /// Whether there may be holders of whom nothing is known, not even the code.
    package var mayLackHolders: Bool {
        if brokenSince != nil { return true }
        if case .lines(let expected, let found)? = breach, found < expected { return true }
        return unusable.contains { $0.isLoss && $0.codes.isEmpty }
    }
}

extension Roster {
    /// Whether a code may be somebody's of whom the roster's file can't tell at present. Nobody may be told that there is
    /// no such code.
    package func isUncertain(_ code: Code) -> Bool {
        !hasIssued(code)
            && (condition.mayLackHolders || condition.unusable.contains { $0.codes.contains(code) })
    }
}

/// A holder as they were read, and the line that says so: as long as they stay the same the line does, with all that
/// stands in it.
struct StoredLine<Holder: Sendable>: Sendable {
    let bytes: [UInt8]
    let holder: Holder
    let codes: [IssuedCode]
}

extension Set<Code> {
    /// The codes that a damaged line names as its own: whatever stands behind `"code":"` and has the right check symbol.
    init(in line: [UInt8]) {
        self.init()
        let name = Array(#""code":""#.utf8)
        var rest = line[...]
        while let range = rest.firstRange(of: name) {
            rest = rest[range.upperBound...]
            if let code = try? Code(parsing: String(decoding: rest.prefix(7), as: UTF8.self)) { insert(code) }
        }
    }
}
