import LiaisonDesk
import LiaisonHTTP
import LiaisonText

// Where deputies and officers are told of news. Putting and deleting need no key: done twice they are done once.
extension APIHandler {
    /// `GET contacts?station=`: those that the token may see; blocks on the disk.
    func contacts(_ view: CaseView, _ request: Request, _ problems: ProblemDetails) -> Response {
        answer(view, problems) { desk throws(CaseActionError) in
            .json(.array(try desk.contacts(station: request.queryValue("station"))))
        }
    }

    /// `GET contacts/<holder>`: one of them.
    func contact(of text: String, _ view: CaseView, _ problems: ProblemDetails) -> Response {
        answer(view, problems) { desk throws(CaseActionError) in
            guard let contact = try desk.contact(of: try desk.holder(text)) else { throw .absent }
            return .json(contact)
        }
    }

    /// `PUT contacts/<holder>`: says where somebody is told, in the place of what was said before.
    func setContact(
        of text: String, _ view: CaseView, _ request: Request, _ problems: ProblemDetails
    ) -> Response {
        guard request.head.headers.hasContentType("application/json") else {
            return problems.response(.notJSON)
        }
        let json: JSON
        do throws(ProblemResponse) { json = try Self.object(request.body, problems) } catch {
            return error.response
        }
        return answer(view, problems) { desk throws(CaseActionError) in
            .json(try desk.set(json, of: try desk.holder(text)))
        }
    }

    /// `DELETE contacts/<holder>`: nobody is told there any more, whether or not somebody was.
    func removeContact(of text: String, _ view: CaseView, _ problems: ProblemDetails) -> Response {
        answer(view, problems) { desk throws(CaseActionError) in
            try desk.remove(try desk.holder(text))
            return Response(status: .noContent, headers: PageHeaders.bare, route: "/api/v1")
        }
    }

    private func answer(
        _ view: CaseView, _ problems: ProblemDetails,
        _ body: (ContactDesk) throws(CaseActionError) -> Response
    ) -> Response {
        do throws(CaseActionError) { return try body(ContactDesk(view, of: site)) } catch {
            let response = problems.response(error, view)
            return error.status == .serviceUnavailable ? response.with(PublicHandler.retryAfter) : response
        }
    }
}
