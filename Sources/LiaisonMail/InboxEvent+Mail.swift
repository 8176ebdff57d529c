import LiaisonCodes
import LiaisonSystem
import LiaisonWording

extension InboxEvent {
    /// The event as a message: what was written first, then a block of facts under a rule.
    ///
    /// The sender's address stands under `.invalid` (RFC 2606), so that no answer can go astray to a stranger's
    /// mailbox. The same event in the same language always makes the same bytes.
    ///
    /// - Parameters:
    ///   - language: The language of the subject and the block.
    ///   - attachments: The photos, as far as they could be had.
    /// - Returns: The message.
    package func mail(_ language: Language, attachments: [MailMessage.Attachment] = []) -> MailMessage {
        let wording = Assets.commands(language)
        var fields = [
            HeaderField(
                "From", displayName: senderName(wording),
                localPart: by == nil ? self.case.description : station.description, domain: Self.domain),
            HeaderField("To", displayName: toName, localPart: to.description, domain: Self.domain),
            HeaderField("Subject", text: subject(wording)),
        ]
        fields += threadFields
        fields += [
            HeaderField("Liaison-Case", literal: self.case.description),
            HeaderField("Liaison-Event", text: id),
            HeaderField("Liaison-Kind", text: kind),
        ]
        if let url { fields.append(HeaderField("Liaison-URL", text: url)) }
        return MailMessage(
            fields: fields, text: body(wording, attached: attachments.count), attachments: attachments,
            name: self.case.description)
    }

    /// Where addresses stand that no mail can reach.
    static let domain = "liaison.invalid"

    /// Date, Message-ID and, after the case's first event, what joins it to the thread.
    private var threadFields: [HeaderField] {
        var fields = [
            HeaderField("Date", literal: at.mailDate),
            HeaderField("Message-ID", ids: [messageID]),
        ]
        if let inReplyTo {
            fields.append(HeaderField("In-Reply-To", ids: [inReplyTo]))
            fields.append(HeaderField("References", ids: [inReplyTo]))
        }
        fields.append(HeaderField("Auto-Submitted", literal: "auto-generated"))
        return fields
    }

    /// Who wrote, marked as a citizen where it is one: a citizen may give any name, the office's too.
    private func senderName(_ wording: Wording) -> String {
        // An officer enters a visit in the citizen's words.
        if let by, kind != EventKind.received.rawValue { return by }
        guard let name = name?.visibleLine, !name.isEmpty else { return wording("mail.citizen") }
        return wording("mail.citizen-named", ["name": name.excerpt(scalars: 40)])
    }

    private func subject(_ wording: Wording) -> String {
        let head = ["kind": kindName(wording), "case": self.case.description] as KeyValuePairs
        let excerpt = text?.visibleLine.excerpt(scalars: 30) ?? ""
        let topic = topic?.visibleLine.excerpt(scalars: 30) ?? ""
        let about: String =
            switch (topic.isEmpty, excerpt.isEmpty) {
            case (true, true): ""
            case (true, false): excerpt
            case (false, true): topic
            case (false, false): wording("mail.topic-and-text", ["topic": topic, "text": excerpt])
            }
        let subject = wording("mail.subject", head)
        return about.isEmpty ? subject : "\(subject) \(about)"
    }

    private func body(_ wording: Wording, attached: Int) -> String {
        var body = ""
        if let text, !text.isEmpty {
            body = text.visibleLines
        } else if kind == EventKind.erased.rawValue {
            body = wording("mail.erased-by")
        } else {
            body = wording("mail.no-text", ["kind": kindName(wording)])
        }
        if !body.hasSuffix("\n") { body += "\n" }
        body += "\n\(String(repeating: "─", count: 24))\n"
        for line in facts(wording, attached: attached) { body += "\(line)\n" }
        return body
    }
}
