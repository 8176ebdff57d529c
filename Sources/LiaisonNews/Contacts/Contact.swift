import LiaisonCodes
import LiaisonRoster
import LiaisonSystem

/// Where somebody is reached who must act: by which way, and at what address of that way.
package struct Contact: Equatable, Sendable {
    /// Who is reached.
    package let holder: Holder
    /// The way, in the operator's word for it, such as `wecom` or `mail`.
    package let channel: String
    /// What the operator's program makes of it: a number, an address, a robot's name.
    package let address: String
    /// When it was set; nothing for a line that somebody typed into the file.
    package let since: Timestamp?

    /// Whose contact it is.
    package enum Holder: Hashable, Sendable {
        /// A deputy, or a station's officer, by the code.
        case code(Code)
        /// A station's officer.
        case station(StationID)

        /// As it is typed and printed.
        package var text: String {
            switch self {
            case .code(let code): code.description
            case .station(let id): id.description
            }
        }
    }

    package init(holder: Holder, channel: String, address: String, since: Timestamp? = nil) {
        (self.holder, self.channel, self.address, self.since) = (holder, channel, address, since)
    }

    /// The most bytes of an address.
    package static let addressLimit = 500

    /// Whether a word can name a way: up to 20 small letters, digits, hyphens and underscores.
    package static func isChannel(_ word: String) -> Bool {
        (1...20).contains(word.utf8.count)
            && word.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// Whether a text can be an address: one line of at most ``addressLimit`` bytes.
    package static func isAddress(_ text: String) -> Bool {
        (1...addressLimit).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            && !text.contains(where: \.isNewline)
    }

    /// Whether whoever it was set for answers to it no more: who left office, whose code was revoked or replaced, whose
    /// number was given to another, whose station was closed.
    package func isOver(in roster: Roster) -> Bool {
        switch holder {
        case .code(let code):
            guard roster.isActive(code) else { return true }
            return since.map { roster.renaming(ofHolderOf: code, since: $0) != nil } ?? false
        case .station(let id): return roster.station(id)?.status != .active
        }
    }
}
