import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonSystem
import LiaisonText

extension APIHandler {
    /// The most bytes of what is posted.
    static let bodyLimit = 1 << 18
    /// The most bytes of a register that is imported, as JSON.
    static let importLimit = 4 << 20
    /// The most bytes of an idempotency key.
    private static let keyLimit = 128

    /// `POST cases/N/events`: what a deputy or officer does to a case.
    func act(
        on number: CaseNumber, _ view: CaseView, _ request: Request, _ problems: ProblemDetails
    ) -> Response {
        post(view, request, problems) { desk, json, key throws(CaseActionError) in
            let deed = try desk.perform(StaffAction(json: json), on: number, key: key)
            return view.event(deed.entry, deed.file.case).json
        }
    }

    /// `POST cases`: a matter that came without a scan.
    func enter(_ view: CaseView, _ request: Request, _ problems: ProblemDetails) -> Response {
        post(view, request, problems) { desk, json, key throws(CaseActionError) in
            // A repetition gets the same bytes as the first time.
            let handover = try desk.enter(Intake(json: json), key: key)
            return .members([
                "case": .string(handover.number.description),
                "query_code": .string(handover.queryCode.description), "url": .string(handover.url),
                "entered": .optional(handover.enteredAt?.rfc3339),
            ])
        }
    }

    /// Reads key and body, does the deed, and answers 201 with what came of it; blocks on the disk.
    func post(
        _ view: CaseView, _ request: Request, _ problems: ProblemDetails,
        _ deed: (CaseDesk, JSON, String) throws(CaseActionError) -> JSON
    ) -> Response {
        guard let key = request.headers.string("idempotency-key"), !key.isEmpty,
            key.utf8.count <= Self.keyLimit
        else { return problems.response(.keyMissing) }
        // Where photos may come along, the document is a part of a form.
        let part = request.form.map { Array(($0[Self.documentField] ?? "").utf8) }
        guard part != nil || request.head.headers.hasContentType("application/json") else {
            return problems.response(.notJSON)
        }
        let json: JSON
        do throws(ProblemResponse) { json = try Self.object(part ?? request.body, problems) } catch {
            return error.response
        }
        do throws(CaseActionError) {
            var response = Response.json(try deed(CaseDesk(view, of: site), json, key))
            response.status = .created
            return response
        } catch {
            let response = problems.response(error, view)
            return error.status == .serviceUnavailable ? response.with(PublicHandler.retryAfter) : response
        }
    }

    /// The document of a request.
    ///
    /// - Parameters:
    ///   - body: What was sent.
    ///   - problems: The caller's language.
    /// - Returns: An object that names each member once.
    /// - Throws: The answer to anything else.
    static func object(_ body: [UInt8], _ problems: ProblemDetails) throws(ProblemResponse) -> JSON {
        guard let json = try? JSON(parsing: body), case .object = json else {
            throw ProblemResponse(response: problems.response(.malformed))
        }
        if let member = json.repeatedMember {
            throw ProblemResponse(response: problems.response(repeated: member))
        }
        return json
    }
}

/// The answer to a request that can't be read.
struct ProblemResponse: Error {
    let response: Response
}

extension ProblemDetails {
    /// The answer to an act that was not done.
    func response(_ error: CaseActionError, _ view: CaseView) -> Response {
        let (title, detail) = error.sentences(view)
        return response(ProblemType(error), title: title, detail: detail, error.members)
    }
}
