import LiaisonCodes
import LiaisonInstallation
import LiaisonNews
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonWording

/// Roster files that the office sends to the desk: what they would change is shown first, and only what was shown is
/// applied.
///
/// The files come along with the button that applies them, and with them the digest of the roster that they were compared
/// with: any server can apply them, nothing is kept in between, and a roster that has changed meanwhile is compared anew.
package struct RosterUpload: Sendable {
    package let files: [File]
    /// Whether those who aren't in the files are retired.
    package var prune: Bool
    /// Who of those that bear the name of somebody in office elsewhere is the same person.
    package var answers: NamesakeAnswers

    /// A file as it was sent.
    package struct File: Sendable {
        package let name: String
        package let bytes: [UInt8]

        package init(name: String, bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
    }

    package init(files: [File], prune: Bool = false, answers: NamesakeAnswers = NamesakeAnswers()) {
        (self.files, self.prune, self.answers) = (files, prune, answers)
    }

    /// What the files would change.
    package struct Preview: Sendable {
        package let difference: RosterDifference
        package let effects: RosterEffects
        /// Whether the open cases couldn't be looked at.
        package let hasUnknownCases: Bool
        /// The names of those who leave, and whose contacts are forgotten with them.
        package let forgotten: [String]
        /// What is to be known of the files, in sentences.
        package let warnings: [String]
        /// What tells the roster that they were compared with from any other.
        package let roster: String
    }

    /// Why files are not compared or applied.
    package enum Refusal: Error {
        /// Everything that is wrong with them.
        case files(RosterImportError)
        /// The stored roster has damaged lines: whoever stands there would get another code.
        case damaged
        /// The roster isn't the one that was shown.
        case changed
        case objection(RosterDifference.Objection)
        case unreadable(SiteError)
    }

    /// Compares the files with the roster; changes nothing. Blocks on the disk.
    ///
    /// - Parameters:
    ///   - site: The installation.
    ///   - words: The wording of pages.
    /// - Returns: What they would change.
    /// - Throws: Why they can't be compared.
    package func preview(of site: Site, _ words: Wording) throws(Refusal) -> Preview {
        let (before, digest) = try roster(of: site)
        let (imported, difference) = try difference(from: before, at: site.clock.now)
        var after = before
        after.apply(difference)
        let tokens: TokenFile
        do throws(InstallationError) { tokens = try TokenFile(of: site.directory) } catch {
            throw .unreadable(.installation(error))
        }
        var effects = RosterEffects(of: difference, from: before, to: after, tokens: tokens.records)
        var hasUnknownCases = false
        do throws(SystemError) { try effects.findWork(in: site.ledger) } catch { hasUnknownCases = true }
        return Preview(
            difference: difference, effects: effects, hasUnknownCases: hasUnknownCases,
            forgotten: forgotten(of: site, before, after), warnings: imported.warnings(words), roster: digest)
    }

    /// Applies the files to the roster that they were shown with. Blocks on the disk, and waits for commands that change the
    /// roster.
    ///
    /// - Parameters:
    ///   - site: The installation; it has the new roster then.
    ///   - shown: ``Preview/roster`` of what was shown.
    ///   - isConfirmed: Whether what speaks against it is known to be right.
    /// - Returns: What was changed; nothing more when it had been done before.
    /// - Throws: Why nothing was changed.
    package func apply(
        to site: Site, shown: String, isConfirmed: Bool
    ) throws(Refusal) -> RosterDifference {
        let lock: RosterLock
        do throws(RosterError) { lock = try RosterLock.waiting(in: site.directory) } catch {
            throw .unreadable(.roster(error))
        }
        var (roster, digest) = try roster(of: site)
        let (_, difference) = try difference(from: roster, at: site.clock.now)
        if digest != shown {
            // Sent twice, it stands there already.
            if difference.isEmpty, difference.questions.isEmpty { return difference }
            throw .changed
        }
        if let objection = difference.objection, !(isConfirmed && objection.canBeConfirmed) {
            throw .objection(objection)
        }
        if !difference.isEmpty {
            roster.apply(difference)
            do throws(RosterError) { try roster.save(to: site.directory) } catch {
                throw .unreadable(.roster(error))
            }
            Self.forgetContacts(of: site, whoLeft: roster)
        }
        _ = consume lock
        do throws(SiteError) { try site.takeOverRoster() } catch {
            // It stands on the disk; every server takes it over as it does a command's.
        }
        return difference
    }

    /// Takes out the contacts of those who have left: they go with the person.
    private static func forgetContacts(of site: Site, whoLeft roster: Roster) {
        do throws(ContactFileError) {
            try ContactBook.update(site.directory) { !$0.remove { $0.isOver(in: roster) }.isEmpty }
        } catch {
            // The roster stands, and nobody is told there as it is; whoever runs the news looks at the file again.
        }
    }

    /// Whose contacts will be forgotten.
    private func forgotten(of site: Site, _ before: Roster, _ after: Roster) -> [String] {
        let book: ContactBook
        do throws(RosterFileError) { book = try ContactBook.load(site.directory) } catch {
            // What can't be read is nobody's to count; it keeps no roster from being compared.
            return []
        }
        return book.contacts.filter { !$0.isOver(in: before) && $0.isOver(in: after) }
            .map { $0.name(in: before) ?? $0.holder.text }
    }

    /// The stored roster, and what tells it from any other.
    private func roster(of site: Site) throws(Refusal) -> (Roster, digest: String) {
        let path = site.directory.path(of: .rosterFile)
        var bytes: [UInt8] = []
        do throws(SystemError) { bytes = try Files.read(path) } catch {
            if error.code != .noSuchFile { throw .unreadable(.roster(.system(error))) }
        }
        let digest = Hex.string(SHA256.digest(bytes))
        if bytes.isEmpty { return (Roster(), digest) }
        let roster: Roster
        do throws(RosterError) { roster = try Roster(stored: bytes, file: path) } catch {
            throw .unreadable(.roster(error))
        }
        if roster.condition.unusable.contains(where: \.isLoss) || roster.condition.mayLackHolders {
            throw .damaged
        }
        return (roster, digest)
    }

    private func difference(
        from roster: Roster, at now: Timestamp
    ) throws(Refusal) -> (RosterImport, RosterDifference) {
        var read: [RosterFile] = []
        var failures: [RosterFileError] = []
        for file in files {
            do throws(RosterFileError) { read.append(try RosterFile(file.bytes, named: file.name)) } catch {
                failures.append(error)
            }
        }
        let imported: RosterImport
        do throws(RosterImportError) {
            imported = try RosterImport(read, failures: failures, into: roster)
        } catch {
            throw .files(error)
        }
        return (imported, roster.difference(applying: imported, prune: prune, answers: answers, at: now))
    }
}
