import LiaisonCases
import LiaisonDesk
import LiaisonHTTP
import LiaisonSystem
import LiaisonText
import LiaisonWording

extension APIHandler {
    /// `GET cases`, `claimable`, `quarantine`: a page of a list, the newest first, as an array; the field `Link`
    /// (RFC 8288) with `rel="next"` says where the next one is, as long as there may be more.
    func list(
        _ shelf: CaseQuery.Shelf, _ view: CaseView, _ request: Request, _ problems: ProblemDetails
    ) -> Response {
        var position: ListPosition?
        if let text = request.queryValue("after"), !text.isEmpty {
            guard let read = ListPosition(cursor: text) else { return problems.response(.badCursor) }
            position = read
        }
        let asked = request.queryValue("limit").map { Int($0) } ?? CaseListing.usualLimit
        guard let asked, asked > 0 else { return problems.response(.badLimit) }
        do throws(CaseQueryError) {
            let query = try CaseQuery(shelf) { request.queryValue($0) }
            let listing = try CaseListing(query, for: view, of: site)
            return try answer(listing, query, position, min(asked, CaseListing.pageLimit))
        } catch {
            return problems.response(error)
        }
    }

    private func answer(
        _ listing: CaseListing, _ query: CaseQuery, _ position: ListPosition?, _ limit: Int
    ) throws(CaseQueryError) -> Response {
        do throws(SystemError) {
            let page = try listing.page(after: position, limit: limit)
            var response = Response.json(.array(page.items.map(\.json)))
            if let next = page.next {
                let parameters =
                    [("after", next.cursor), ("limit", "\(limit)")]
                    + query.parameters.map { ($0.name, $0.value) }
                let target = parameters.map { "\($0)=\(URIComponent.encoded($1))" }.joined(separator: "&")
                if let link = try? Header("Link", value: "<?\(target)>; rel=\"next\"") {
                    response = response.with(link)
                }
            }
            let shown = try listing.soundness()
            return response.incomplete(at: shown.incomplete).newer(at: shown.newer)
        } catch {
            throw .unreadable(error)
        }
    }
}

extension CaseQueryError {
    /// What is wrong, and what to do about it.
    package func sentences(_ words: Wording) -> (title: String, detail: String) {
        let separator = words.language == .chinese ? "、" : ", "
        switch self {
        case .invalid(let parameter, let choices):
            let list = choices.joined(separator: separator)
            let detail =
                choices.isEmpty
                ? words("api.parameter.\(parameter)") : words("api.parameter.choices", ["choices": list])
            return (words("api.parameter", ["parameter": parameter]), detail)
        case .unknownHolder(let parameter, let typed, let candidates):
            let list = candidates.joined(separator: separator)
            let detail =
                candidates.isEmpty
                ? words("api.unknown-holder.detail") : words("api.unknown-holder.near", ["names": list])
            return (words("api.unknown-\(parameter)", ["typed": typed]), detail)
        case .foreign: return (words("api.foreign-holder"), words("api.foreign-holder.detail"))
        case .unreadable: return (words("api.unavailable"), words("api.unavailable.detail"))
        }
    }
}

extension ProblemDetails {
    /// The answer to a list that was not given.
    func response(_ error: CaseQueryError) -> Response {
        let (title, detail) = error.sentences(Assets.pages(language))
        switch error {
        case .invalid(let parameter, let choices):
            return response(
                .badParameter, title: title, detail: detail,
                [
                    .init("parameter", .string(parameter)),
                    .init("choices", .array(choices.map(JSON.string))),
                ])
        case .unknownHolder(let parameter, _, let candidates):
            return response(
                .unknownHolder, title: title, detail: detail,
                [
                    .init("parameter", .string(parameter)),
                    .init("candidates", .array(candidates.map(JSON.string))),
                ])
        case .foreign(let parameter):
            return response(
                .foreignHolder, title: title, detail: detail, [.init("parameter", .string(parameter))])
        case .unreadable:
            return response(.unavailable, title: title, detail: detail).with(PublicHandler.retryAfter)
        }
    }
}
