import LiaisonCodes
import LiaisonJournal
import LiaisonSystem
import LiaisonText

extension LedgerLine {
    /// Reads a line.
    ///
    /// - Parameters:
    ///   - bytes: The line without its newline.
    ///   - withPersonal: Whether to read what a person typed; folding cases doesn't need it.
    /// - Throws: ``LineError``. Hashes are read, not checked: that is `verify`'s work.
    package init(decoding bytes: UnsafeBufferPointer<UInt8>, withPersonal: Bool) throws(LineError) {
        guard var scanner = LineScanner(bytes) else { throw .malformed(member: "{") }
        var (members, fields) = (LineFrame.Members(), LineFields())
        while let member = scanner.next() {
            if !members.keep(member, scanner) { fields.keep(member, scanner) }
        }
        frame = try members.frame(scanner)
        if withPersonal, !scanner.isAtEnd { throw .malformed(member: "personal") }
        let said: Content
        do throws(LineError) {
            said = try fields.content(scanner)
            isNewer = fields.hasUnknown || said.isNewer
        } catch {
            // What a newer release wrote is sound in its bytes; what isn't is damage.
            guard LineSeal.check(bytes, frame) != .altered else { throw error }
            said = fields.newerContent(scanner)
            isNewer = true
        }
        guard withPersonal, let personal = frame.personal else {
            content = consume said
            return
        }
        // Taken apart and put together without a copy: a pull has thousands of them.
        switch consume said {
        case .event(var event):
            event.personal = try Self.personal(personal, bytes)
            content = .event(event)
        case .record(var record):
            record.words = try Self.words(personal, bytes)
            content = .record(record)
        case .opened(let opening): content = .opened(opening)
        case .newer(let kind): content = .newer(kind: kind)
        }
    }

    private static func words(
        _ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>
    ) throws(LineError) -> [JSON.Member] {
        guard let value = try? JSON(parsing: Array(bytes[range])), case .object(let members) = value else {
            throw .malformed(member: "personal")
        }
        return members.filter { $0.name != "salt" && $0.value.text != nil }
    }

    private static func personal(
        _ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>
    ) throws(LineError) -> Event.Personal {
        if let personal = plainPersonal(UnsafeBufferPointer(rebasing: bytes[range])) { return personal }
        guard let value = try? JSON(parsing: Array(bytes[range])), case .object = value else {
            throw .malformed(member: "personal")
        }
        return Event.Personal(
            text: value["text"]?.text, name: value["name"]?.text, phone: value["phone"]?.text,
            topic: value["topic"]?.text, unit: value["unit"]?.text, reference: value["reference"]?.text)
    }

    /// Reads what was typed in place, as it is written here; nothing for JSON of any other form.
    private static func plainPersonal(_ bytes: UnsafeBufferPointer<UInt8>) -> Event.Personal? {
        guard var scanner = LineScanner(bytes) else { return nil }
        var personal = Event.Personal()
        while let member = scanner.next() {
            guard let text = scanner.text(member.value) else { return nil }
            func named(_ name: StaticString) -> Bool { scanner.matches(member.name, name) }
            if named("text"), personal.text == nil {
                personal.text = text
            } else if named("name"), personal.name == nil {
                personal.name = text
            } else if named("phone"), personal.phone == nil {
                personal.phone = text
            } else if named("topic"), personal.topic == nil {
                personal.topic = text
            } else if named("unit"), personal.unit == nil {
                personal.unit = text
            } else if named("reference"), personal.reference == nil {
                personal.reference = text
            } else if !named("salt") {
                return nil
            }
        }
        return scanner.isAtEnd && !scanner.hasPadding ? personal : nil
    }
}

extension LedgerLine.Content {
    /// Whether it says anything that this release doesn't know.
    fileprivate var isNewer: Bool {
        switch self {
        // Whether a record's kind is known is the fold's to tell.
        case .opened, .record: false
        case .newer: true
        case .event(let event): event.body.holdsNewer
        }
    }
}

extension Event.Body {
    fileprivate var holdsNewer: Bool {
        switch self {
        case .newer: true
        case .received(let receipt): receipt.channel.isNewer || receipt.suspicion?.isNewer == true
        case .acknowledged(let grade): grade.isNewer
        case .closed(let outcome): outcome.isNewer
        case .rated(let rating, let solved): rating.isNewer || solved?.isNewer == true
        case .notified(let notification): notification.news.isNewer
        case .appended, .asked, .answered, .replied, .extended, .transferred, .claimed, .reopened, .erased,
            .referred, .released, .discarded, .assigned, .urged:
            false
        }
    }
}

extension Choice {
    /// Whether the word is none of this release's.
    @inline(__always)
    fileprivate var isNewer: Bool { if case .newer = self { true } else { false } }
}
