import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonSystem
import LiaisonText

// Registers, notices, reception days, points and archives.
extension APIHandler {
    /// The most bytes of what is posted to a path.
    static func bodyLimit(for head: RequestHead) -> Int {
        if APIRoute(head.path) == .records(.logImport) { return importLimit }
        guard head.headers.hasContentType("multipart/form-data"), let limits = formLimits(for: head) else {
            return bodyLimit
        }
        return limits.files * limits.file + bodyLimit
    }

    /// How large a form may be, where photos may come with the document.
    static func formLimits(for head: RequestHead) -> FormLimits? {
        guard case .records(let path) = APIRoute(head.path), path.takesPhotos else { return nil }
        return FormLimits()
    }

    /// The name of the part that is the document, where photos come with it.
    static let documentField = "document"

    /// How many elements a page has unless asked.
    private static let usualLimit = 100

    /// The most elements of a page, and the most bytes of one: what no request may cost more than, see the guide's figures.
    static func page(of path: RecordPath) -> (elements: Int, bytes: Int) {
        switch path {
        // Each has all of its deputy's entries.
        case .archives: (100, .max)
        // Each is read back from its line.
        case .log: (150, 1_000_000)
        // Each has the entries that make it up.
        case .points: (150, 150_000)
        default: (1000, .max)
        }
    }

    /// What is posted; blocks on the disk.
    func record(
        at path: RecordPath, _ view: CaseView, _ request: Request, _ problems: ProblemDetails
    ) -> Response {
        if let form = request.form {
            if let refusal = refusal(of: form, problems) { return refusal }
            let bytes = form.files.reduce(0) { $0 + $1.count }
            if bytes > 0, let seconds = limits?.waitForPhotos(ofBytes: bytes, from: request.client) {
                return problems.response(.tooManyPhotos).with(.retryAfter(seconds))
            }
        }
        return post(view, request, problems) { _, json, key throws(CaseActionError) in
            let photos = try request.form?.photosOfEntry() ?? []
            return try RecordDesk(view, of: site).post(json, photos: photos, to: path, key: key)
        }
    }

    /// The answer to a form that can't be read, or of which not all has come.
    private func refusal(of form: LiaisonHTTP.FormFields, _ problems: ProblemDetails) -> Response? {
        switch form.error {
        // Too many files are named as such.
        case nil, .tooManyFiles: nil
        case .malformed, .notUTF8, .tooManyFields, .nameTooLong: problems.response(.malformed)
        case .textTooLong, .tooLarge: problems.refusal(.contentTooLarge)
        case .spool, .spoolFull: problems.response(.unavailable).with(PublicHandler.retryAfter)
        }
    }

    /// What is asked for; blocks on the disk.
    func records(
        at path: RecordPath, _ view: CaseView, _ request: Request, _ problems: ProblemDetails
    ) -> Response {
        let desk = RecordDesk(view, of: site)
        do throws(CaseActionError) {
            if case .photo(let number, let index) = path {
                let (bytes, photo) = try desk.photo(index, of: number)
                let name = "\(number)-\(index)"
                return Response.photo(bytes, photo, named: name, "attachment", route: "/api/v1")
                    ?? problems.response(.notFound)
            }
            let marked = { (response: Response) in
                response.incomplete(
                    at: desk.incompleteStations(),
                    lacksDuties: path.namesDuties && site.duties.usable == nil)
            }
            if !path.isList { return marked(.json(try desk.document(path))) }
            let limit = request.queryValue("limit").map { Int($0) } ?? Self.usualLimit
            guard let limit, limit > 0 else { return problems.response(.badLimit) }
            var cursor: RecordCursor?
            if let text = request.queryValue("after"), !text.isEmpty {
                guard let read = RecordCursor(text, of: path) else { return problems.response(.badCursor) }
                cursor = read
            }
            let (most, size) = Self.page(of: path)
            let count = min(limit, most)
            let (items, next) = try desk.list(path, after: cursor, limit: count, size: size) {
                request.queryValue($0)
            }
            let response = marked(.json(.array(items)))
            return next.map { response.linked(to: $0, count, request) } ?? response
        } catch {
            let response = problems.response(error, view)
            return error.status == .serviceUnavailable ? response.with(PublicHandler.retryAfter) : response
        }
    }
}

extension Response {
    /// With the field `Link` (RFC 8288, `rel="next"`): there is more.
    fileprivate func linked(to next: RecordCursor, _ limit: Int, _ request: Request) -> Response {
        let kept = ["station", "deputy", "duty", "register", "state", "unsettled", "from", "to", "all"]
            .compactMap {
                name in
                request.queryValue(name).map { (name, $0) }
            }
        let target = ([("after", next.text), ("limit", "\(limit)")] + kept)
            .map { "\($0)=\(URIComponent.encoded($1))" }.joined(separator: "&")
        guard let link = try? Header("Link", value: "<?\(target)>; rel=\"next\"") else { return self }
        return with(link)
    }
}
