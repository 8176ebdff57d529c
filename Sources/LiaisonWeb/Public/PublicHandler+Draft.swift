import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonRoster
import LiaisonWording

extension PublicHandler {
    /// Words that come from a receipt, where they are another matter or came too late: shown in a form of their
    /// own and not stored yet, so that their writer looks at them before sending.
    ///
    /// - Returns: The form; nothing for a sending that is to be stored.
    func draft(
        _ fields: LiaisonHTTP.FormFields, _ form: MessageForm, to code: Code, _ holder: CodeHolder,
        _ snapshot: SiteSnapshot, _ language: PageLanguage, _ request: Request
    ) -> Response? {
        guard fields[FormPage.draftField] != nil else { return nil }
        let page = site.form(code, holder, language, snapshot)
        if let seconds = limits?.wait(for: .page, from: request.client) {
            return retry(page, code, form, [.tooManyRequests(retryAfter: seconds)], nonce: nil, request)
                .with(.retryAfter(seconds))
        }
        let nonce = site.nonces.issue(for: code.description, at: site.clock.now).text
        let body = page.render(nonce: nonce, values: form.values, attempt: nextAttempt(request))
        return .form(.ok, body, route: "/:code")
    }
}
