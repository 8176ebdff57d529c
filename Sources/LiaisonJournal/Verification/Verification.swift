import LiaisonCodes
import LiaisonSystem

/// What reading everything back has shown.
package struct Verification: Equatable, Sendable {
    package var stations = 0
    package var segments = 0
    package var lines = 0
    package var cases = 0
    package var bytes = 0
    /// Lines that say something that only a newer release knows: their chain was checked, not their meaning.
    package var newerLines = 0
    /// Last lines that a crash cut short: they were never acknowledged, and nothing is missing for them.
    package var tornTails: [Place] = []
    /// What is wrong.
    package var findings: [Finding] = []
    /// Words of erased cases that still stand: their erasure was interrupted and is to be finished.
    package var wordsLeft: [Place] = []

    /// How far the sound stations' segments reach.
    package var marks = VerifiedMarks()
    /// Where the entry stands that was looked for, and when it was written.
    package var entry: Place?
    package var entryTime: Timestamp?

    /// Nothing has been read.
    package init() {}

    /// Takes note of something that is wrong.
    ///
    /// - Parameters:
    ///   - problem: What.
    ///   - place: Where.
    package mutating func report(_ problem: Problem, _ place: Place) {
        findings.append(Finding(place: place, problem: problem))
    }

    /// A line of a file; line numbers as editors count them, from 1.
    package struct Place: Equatable, Sendable {
        package let path: String
        /// From 1; 0 for the file as a whole.
        package let line: Int

        /// A place.
        ///
        /// - Parameters:
        ///   - path: The file.
        ///   - line: From 1; 0 for the file as a whole.
        package init(path: String, line: Int) { (self.path, self.line) = (path, line) }
    }

    /// One thing that is wrong, and where.
    package struct Finding: Equatable, Sendable {
        package let place: Place
        package let problem: Problem

        /// Something that is wrong.
        ///
        /// - Parameters:
        ///   - place: Where.
        ///   - problem: What.
        package init(place: Place, problem: Problem) { (self.place, self.problem) = (place, problem) }
    }

    /// What can be wrong with a line.
    package enum Problem: Equatable, Sendable {
        /// It isn't a line of the ledger at all: the member that can't be read.
        case unreadable(member: String)
        /// Its bytes don't give its hash: it was altered.
        case altered
        /// Its words don't give the hash they were sealed with: they were altered.
        case wordsAltered
        /// Its words are missing and no erasure says so.
        case wordsMissing
        /// It doesn't follow the line before it: one was taken out, added, or moved.
        case outOfChain
        /// The segment's opening is missing or tells of another station or segment.
        case badOpening
        /// Another segment has seen a line here that is gone or different.
        case headMissing(witness: String)
        /// A seal that was kept elsewhere has seen a line here that is gone or different.
        case sealBroken
        /// The last verification has seen a line here that is gone or different.
        case changedSince
        /// The cache has seen a line here, long after it was written, that is gone or different.
        case unlikeCache
        /// It belongs to a case that has no message.
        case caseMissing(String)
        /// It names a photo that isn't there.
        case photoMissing(case: String, name: String)
        /// A photo's bytes don't give its hash: it was altered.
        case photoAltered(case: String, name: String)
        /// The file holds less than was read from it before.
        case shrunk
        /// The file can't be read.
        case system(SystemError)
    }
}
