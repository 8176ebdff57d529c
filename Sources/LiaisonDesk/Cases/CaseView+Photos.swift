import LiaisonCases
import LiaisonCodes
import LiaisonMail
import LiaisonSystem
import LiaisonText

extension CaseView {
    /// A photo of a case that the scope may see, by its number from 1; blocks on the disk.
    ///
    /// - Parameters:
    ///   - number: The case.
    ///   - index: The photo's number.
    /// - Returns: The file's bytes; nothing when there is none, or none any more.
    /// - Throws: What the file system says.
    package func photo(of number: CaseNumber, index: Int) throws(SystemError) -> [UInt8]? {
        guard let photos = try caseFile(number)?.photos, photos.indices.contains(index - 1) else {
            return nil
        }
        return try ledger.photos.read(photos[index - 1])
    }

    /// The photos as `inbox show --json` prints them; `path` is where the API has the file.
    func photos(of file: CaseFile) -> [JSON] {
        file.photos.enumerated().map { index, stored in
            stored.photo.json(
                number: index + 1, path: "/api/v1/cases/\(file.case.number)/photos/\(index + 1)")
        }
    }

    /// The photos of a case's message as a mail carries them; blocks on the disk.
    func attachments(of file: CaseFile) throws(SystemError) -> [MailMessage.Attachment] {
        var attachments: [MailMessage.Attachment] = []
        for stored in file.photos.prefix(file.message?.event.photos.count ?? 0) {
            guard let content = try ledger.photos.read(stored),
                let attachment = MailMessage.Attachment(content: content)
            else { continue }
            attachments.append(attachment)
        }
        return attachments
    }

    /// The number of an event's first photo among the case's; only words that came later must be looked up.
    func firstPhoto(of entry: LedgerEntry, _ event: InboxEvent) throws(SystemError) -> Int {
        guard let first = entry.event.photos.first, event.inReplyTo != nil else { return 1 }
        let photos = try ledger.caseFile(event.case)?.photos ?? []
        return 1 + (photos.firstIndex { $0.photo == first } ?? 0)
    }
}
