import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

extension PublicHandler {
    /// `GET /q`: the look-up by hand, which leads to the receipt. What can't be right is said before the store is
    /// asked.
    func lookUp(_ request: Request, _ responder: Responder) {
        let language = language(request)
        let snapshot = site.current
        let page = QueryPage(site: snapshot.identity, language: language)
        let (typedNumber, typedQuery) = (
            request.queryValue("number") ?? "", request.queryValue("query") ?? ""
        )
        if typedNumber.isEmpty, typedQuery.isEmpty {
            return responder.send(.page(.ok, page.render(), route: "/q"))
        }
        let typed = TypedLookUp(number: typedNumber, query: typedQuery) { snapshot.stationIDs }
        guard let number = typed.number, let query = typed.query else {
            let body = page.render(
                number: typed.typedNumber, queryCode: typed.typedQuery, problems: typed.problems)
            return responder.send(.page(.unprocessableContent, body, route: "/q"))
        }
        if let seconds = limits?.wait(for: .lookUp(number), from: request.client) {
            let body = page.render(
                number: typed.typedNumber, queryCode: typed.typedQuery,
                problems: [.tooManyRequests(retryAfter: seconds)])
            return responder.send(
                .page(.tooManyRequests, body, route: "/q").with(.retryAfter(seconds)))
        }
        let suffix = languageSuffix(language, request)
        let absent = noReceipt(request, typed, route: "/q")
        withCase(number, query, request, responder, absent: absent) { _ in
            .seeOther("/r/\(number)/\(query)\(suffix)", route: "/q")
        }
    }

    /// A path below `/r/` that isn't spelled as receipts are: on to the receipt where it can be read all the same.
    func misspelledReceipt(_ request: Request) -> Response {
        let typed = typedInPath(request)
        // A photo's path, or a longer one, has no other spelling.
        let isReceipts = request.head.path.count { $0 == UInt8(ascii: "/") } == 3
        guard isReceipts, request.method != .post, let number = typed.number, let query = typed.query else {
            return noReceipt(request, typed, route: "/r/:number/:query")
        }
        let suffix = languageSuffix(language(request), request)
        return .seeOther("/r/\(number)/\(query)\(suffix)", route: "/r/:number/:query")
    }

    /// The 404 of a receipt that doesn't exist, and of one whose query code is wrong: the look-up, with what the
    /// address has filled in.
    func noReceipt(_ request: Request) -> Response {
        noReceipt(request, typedInPath(request), route: "/r/:number/:query")
    }

    /// Everything that was typed into a form, if it is one.
    func typedWords(_ request: Request) -> String {
        guard request.method == .post, case .success(let fields) = readForm(request) else { return "" }
        return fields.typedWords
    }

    private func typedInPath(_ request: Request) -> TypedLookUp {
        let parts = request.head.path.split(separator: UInt8(ascii: "/")).map {
            String(decoding: $0, as: UTF8.self)
        }
        let snapshot = site.current
        return TypedLookUp(
            number: parts.count > 1 ? parts[1] : "", query: parts.count > 2 ? parts[2] : ""
        ) { snapshot.stationIDs }
    }

    private func noReceipt(_ request: Request, _ typed: TypedLookUp, route: StaticString) -> Response {
        let snapshot = site.current
        let station = typed.number.flatMap { snapshot.roster.station($0.station) }.map { station in
            QueryPage.StationContact(name: station.name, phone: station.phone.nonempty)
        }
        let body = QueryPage(site: snapshot.identity, language: language(request)).render(
            number: typed.typedNumber, queryCode: typed.typedQuery,
            problems: typed.problems.isEmpty ? [.notFound(station)] : typed.problems,
            typed: typedWords(request))
        return .page(.notFound, body, route: route)
    }

    /// Where a text from the box on `/` leads that is no code: the look-up, for a case number, a query code or a
    /// receipt's address; nothing for anything else.
    ///
    /// - Returns: The path, of ASCII alone.
    func lookUpPath(for typed: String, _ snapshot: SiteSnapshot) -> String? {
        do throws(CodeError) {
            let read = try TypedCaseNumber(parsing: typed)
            let number = read.number(among: snapshot.stationIDs)
            return read.queryCode.map { "/r/\(number)/\($0)" } ?? "/q?number=\(number)"
        } catch {
            if let query = try? QueryCode(parsing: typed) { return "/q?query=\(query)" }
            // As long as a number, made as one, and yet none: the look-up says what is wrong with it.
            let symbols = typed.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
            guard error == .wrongCheck, !symbols.isEmpty else { return nil }
            return "/q?number=\(symbols)"
        }
    }
}

extension SiteSnapshot {
    /// The stations that there are or were.
    var stationIDs: [StationID] { roster.allStations.map(\.id) }
}
