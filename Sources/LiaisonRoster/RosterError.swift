import LiaisonCodes
import LiaisonSystem
import LiaisonText

/// Why a stored roster can't be read or written.
package enum RosterError: Error, Equatable, Sendable {
    /// The machine refused.
    case system(SystemError)
    /// A line of the file isn't as ``Roster/load(from:)`` describes it; lines count from 1. The remedy is the
    /// last backup of the file: it is only ever replaced whole, so something else has damaged it.
    case damaged(file: String, line: Int, RosterDamage)
    /// A newer Liaison wrote the file, in a format that this one doesn't know.
    case newerFormat(file: String, version: Int)
    /// The file isn't there, though stations have stored messages: without it every code and receipt would be unknown, and
    /// a new roster would give everybody other codes.
    case gone(file: String)
}

/// What is wrong with a line of a stored roster.
package enum RosterDamage: Error, Equatable, Sendable {
    case notJSON(JSONError)
    /// The first line doesn't say that this is a roster.
    case noHeading
    /// The file doesn't end with a newline: its end is lost.
    case cutOff
    /// A member is missing or holds what it can't hold.
    case badMember(String)
    /// The code stands for somebody else on an earlier line.
    case duplicateCode(Code, line: Int)
    case duplicateStation(StationID, line: Int)
}
