import LiaisonCodes
import LiaisonPhotos
import LiaisonRecords
import LiaisonSystem
import LiaisonText

/// What of registers, notices, reception days, points and archives a request is about: a path below `/api/v1/`.
package enum RecordPath: Equatable, Sendable {
    /// The registers: a list, and where entries are added.
    case log
    /// Where a whole register is entered.
    case logImport
    case entry(RecordNumber)
    /// Where something is done to an entry.
    case entryEvents(RecordNumber)
    /// A photo of an entry by its number, from 1.
    case photo(RecordNumber, Int)
    case notices
    case notice(RecordNumber)
    case noticeEvents(RecordNumber)
    case reception
    case points
    /// All archives that may be seen.
    case archives
    /// One deputy's, by a code or the exact name.
    case archive(String)
    /// The duties that are scored.
    case duties

    /// Reads the parts of a path, decoded; nothing for any other path.
    package init?(_ parts: some RandomAccessCollection<String>) {
        let parts = Array(parts)
        switch (parts.count, parts.first) {
        case (1, "log"): self = .log
        case (1, "notices"): self = .notices
        case (1, "reception"): self = .reception
        case (1, "points"): self = .points
        case (1, "duties"): self = .duties
        case (1, "archive"): self = .archives
        case (2, "archive"): self = .archive(parts[1])
        case (2, "log") where parts[1] == "import": self = .logImport
        case (4, "log") where parts[2] == "photos":
            guard let number = try? RecordNumber(parsing: parts[1]), number.series == .entry,
                let index = Int(parts[3]), index > 0
            else { return nil }
            self = .photo(number, index)
        case (2...3, "log"), (2...3, "notices"):
            let series: RecordNumber.Series = parts[0] == "log" ? .entry : .notice
            guard let number = try? RecordNumber(parsing: parts[1]), number.series == series,
                parts.count == 2 || parts[2] == "events"
            else { return nil }
            switch (series, parts.count) {
            case (.entry, 2): self = .entry(number)
            case (.entry, _): self = .entryEvents(number)
            case (_, 2): self = .notice(number)
            default: self = .noticeEvents(number)
            }
        default: return nil
        }
    }

    /// The path, percent-encoded.
    package var text: String {
        switch self {
        case .log: "log"
        case .logImport: "log/import"
        case .entry(let number): "log/\(number)"
        case .entryEvents(let number): "log/\(number)/events"
        case .photo(let number, let index): "log/\(number)/photos/\(index)"
        case .notices: "notices"
        case .notice(let number): "notices/\(number)"
        case .noticeEvents(let number): "notices/\(number)/events"
        case .reception: "reception"
        case .points: "points"
        case .duties: "duties"
        case .archives: "archive"
        case .archive(let code): "archive/\(URIComponent.encoded(code))"
        }
    }

    /// Whether what stands there says less while the file of duties can't be used; what stands on it alone is refused then.
    package var namesDuties: Bool {
        switch self {
        case .log, .entry, .archives, .archive: true
        case .logImport, .entryEvents, .photo, .notices, .notice, .noticeEvents, .reception, .points, .duties:
            false
        }
    }

    /// Whether a document is posted there.
    package var takesPosts: Bool {
        switch self {
        case .log, .logImport, .entryEvents, .notices, .noticeEvents, .reception: true
        case .entry, .photo, .notice, .points, .archives, .archive, .duties: false
        }
    }

    /// Whether photos may come with what is posted there.
    package var takesPhotos: Bool {
        switch self {
        case .log, .entryEvents: true
        case .logImport, .entry, .photo, .notices, .notice, .noticeEvents, .reception, .points, .archives,
            .archive, .duties:
            false
        }
    }

    /// Whether something is to be read there.
    package var givesAnswers: Bool {
        switch self {
        case .logImport, .entryEvents, .noticeEvents: false
        case .log, .entry, .photo, .notices, .notice, .reception, .points, .archives, .archive, .duties: true
        }
    }

    /// Whether it is a list, page by page.
    package var isList: Bool {
        switch self {
        case .log, .notices, .reception, .points, .archives, .duties: true
        case .logImport, .entry, .entryEvents, .photo, .notice, .noticeEvents, .archive: false
        }
    }
}

extension RecordDesk {
    /// Does what is posted to a path; blocks on the disk.
    ///
    /// - Parameters:
    ///   - json: The document.
    ///   - photos: The photos that come with it, where the path takes any.
    ///   - path: Where to.
    ///   - key: The same for every repetition of the same act: nothing is done twice.
    /// - Returns: What there is then, as JSON.
    /// - Throws: Why it wasn't done.
    package func post(
        _ json: JSON, photos: [any PhotoSource] = [], to path: RecordPath, key: String
    ) throws(CaseActionError) -> JSON {
        switch path {
        case .log: try addEntry(json, photos: photos, key: key)
        case .logImport: try importEntries(json)
        case .entryEvents(let number):
            try once(number, digest(key, "log/\(number)")) { () throws(CaseActionError) in
                try act(onEntry: number, json, photos: photos, key: key)
            } document: { () throws(CaseActionError) in
                try entry(number)
            }
        case .notices: try postNotice(json, key: key)
        case .noticeEvents(let number):
            try once(number, digest(key, "notices/\(number)")) { () throws(CaseActionError) in
                try act(onNotice: number, json, key: key)
            } document: { () throws(CaseActionError) in
                try notice(number)
            }
        case .reception: try actOnReception(json, key: key)
        case .entry, .photo, .notice, .points, .archives, .archive, .duties: throw .absent
        }
    }

    /// The one thing that stands under a path; blocks on the disk.
    package func document(_ path: RecordPath) throws(CaseActionError) -> JSON {
        switch path {
        case .entry(let number): try entry(number)
        case .notice(let number): try notice(number)
        case .archive(let code): try archive(code)
        default: throw .absent
        }
    }

    /// A page of a list; blocks on the disk.
    ///
    /// - Parameters:
    ///   - path: Which list.
    ///   - cursor: Where it goes on; nothing at its beginning.
    ///   - limit: The most of the page.
    ///   - size: The most bytes of entries or points as JSON.
    ///   - value: Gives a parameter's value: `station`, `deputy`, `from`, `to`; `state`, `register` and `unsettled` of entries, `duty`
    ///     of entries and points, `all` of notices.
    /// - Returns: The elements, and where the next page begins, if there are more.
    /// - Throws: The first parameter that can't be read, or what is wrong with the store.
    package func list(
        _ path: RecordPath, after cursor: RecordCursor? = nil, limit: Int = .max, size: Int = .max,
        _ value: (String) -> String? = { _ in nil }
    ) throws(CaseActionError) -> (items: [JSON], next: RecordCursor?) {
        let query = try EntryQuery(value)
        var offset = 0
        var place: EntryPlace?
        switch cursor {
        case .elements(let count): offset = count
        case .entry(let entry): place = entry
        case nil: break
        }
        func page(_ items: [JSON], _ hasMore: Bool) -> (items: [JSON], next: RecordCursor?) {
            (items, hasMore ? .elements(offset + items.count) : nil)
        }
        func part(_ all: [JSON]) -> (items: [JSON], next: RecordCursor?) {
            page(Array(all.dropFirst(offset).prefix(limit)), all.count - offset > limit)
        }
        switch path {
        case .log:
            let (items, next) = try entries(query, after: place, limit: limit, size: size)
            return (items, next.map { .entry($0) })
        case .archives:
            let (items, hasMore) = try archives(station: query.station, from: offset, limit: limit)
            return page(items, hasMore)
        case .points:
            let all = try points(query)
            var room = PageRoom(limit: limit, size: size)
            for standing in all.dropFirst(offset) {
                if !room.take(standing.json) { return page(room.items, true) }
            }
            return page(room.items, false)
        case .notices: return part(try notices(query, all: value("all") == "true"))
        case .reception:
            return part(
                try receptions(
                    station: query.station, deputy: query.deputy, from: query.from, to: query.to))
        case .duties: return part(try duties().duties(on: today).map(\.json))
        default: throw .absent
        }
    }

    /// Enters all rows of a file that comes as text: `csv`, its `name`, and the `station` of rows that name none.
    private func importEntries(_ json: JSON) throws(CaseActionError) -> JSON {
        try requireOfficer()
        guard let text = json["csv"]?.text else { throw .unreadable("csv") }
        return try importEntries(
            Array(text.utf8), named: json["name"]?.text ?? "log.csv", station: json["station"]?.text)
    }
}
