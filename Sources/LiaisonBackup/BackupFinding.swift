import LiaisonSystem

/// Something that is wrong with one file, which doesn't keep the others from being copied.
package struct BackupFinding: Equatable, Sendable {
    /// The file in the data directory, or in the directory that was restored.
    package let path: String
    /// The line, from 1; 0 for the file as a whole.
    package let line: Int
    package let problem: Problem
    /// Whether the file is a segment, to which lines may have been added since the backup.
    package var isSegment = false

    package enum Problem: Equatable, Sendable {
        /// The data directory's file isn't what it should be: the backup keeps its own.
        case kept(Fault)
        /// The data directory's file isn't what it should be, and there is no better one: it was taken as it is.
        case taken(Fault)
        /// The data directory lacks it, and so does the backup.
        case lacking(Lack)
        /// A line of a segment isn't sound; it is copied as it is.
        case unsound
        /// A symbolic link or another thing that is no regular file; it isn't copied.
        case irregular
        /// It couldn't be read.
        case system(SystemError)
        /// The backup lacks it, or what it has doesn't give the hash of the manifest.
        case missing
        case altered
    }

    /// What is wrong with a file.
    package enum Fault: Equatable, Sendable {
        /// It isn't there any more.
        case gone
        /// It holds nothing.
        case emptied
        /// Its end is missing.
        case cutShort
        /// Lines that the backup has aren't there any more, or are different.
        case changed
        /// Words that the backup has are gone from it, and no erasure says why.
        case wordsGone
        /// It can't be read, or is no text.
        case unreadable
        /// It is an older one: what the backup has of it is missing there.
        case older
        /// It is another installation's secret.
        case differs
        /// It is the secret, and what stands beside it to tell it from any other says that it is another one.
        case unlikeCheck
        /// What it holds isn't what its name says.
        case foreignContent
        /// The ledger has a code that it lacks.
        case lacksCode(String)
    }

    /// What else shows that something is lacking.
    package enum Lack: Equatable, Sendable {
        /// Every installation has one.
        case essential
        /// A line of the ledger names it.
        case named
        /// Another segment has seen so many lines there; there are fewer.
        case witnessed(lines: Int, found: Int)
    }
}
