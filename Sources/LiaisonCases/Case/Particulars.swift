/// What the citizen has said in a case, of every field the newest: what people are shown, and what a form that comes
/// again is held against.
package struct Particulars: Equatable, Sendable {
    /// The words of the message itself; those that were added stand in their own entries.
    package private(set) var text: String?
    package private(set) var name: String?
    package private(set) var phone: String?
    /// A configured topic, or one that the citizen named.
    package private(set) var topic: String?
    private var texts: Set<String> = []
    /// What came together, each time.
    private var forms: [Event.Personal] = []

    package init() {}

    /// Takes an event in.
    ///
    /// - Parameter event: The next one of the case, with what was typed.
    package mutating func note(_ event: Event) {
        guard event.isAddition else { return }
        let personal = event.personal
        if var form = personal {
            form.topic = event.namedTopic
            forms.append(form)
        }
        if let said = personal?.text {
            if text == nil, event.isMessage { text = said }
            texts.insert(said)
        }
        name = personal?.name ?? name
        phone = personal?.phone ?? phone
        topic = event.namedTopic ?? topic
    }

    /// What is new in what was typed. A field that has been left empty says nothing: nothing typed is lost by that.
    ///
    /// - Parameters:
    ///   - words: What was typed.
    ///   - topic: The topic, when it is one of the configured ones.
    /// - Returns: The fields that differ; nothing where none does.
    func news(in words: Event.Personal, topic: String?) -> (words: Event.Personal?, topic: String?) {
        var form = words
        form.topic = topic ?? words.topic
        if forms.contains(form) { return (nil, nil) }
        var news = Event.Personal()
        if let text = words.text, !texts.contains(text) { news.text = text }
        if words.name != name { news.name = words.name }
        if words.phone != phone { news.phone = words.phone }
        if words.topic != self.topic { news.topic = words.topic }
        return (news == Event.Personal() ? nil : news, topic == self.topic ? nil : topic)
    }
}

extension Event {
    /// The topic that the citizen names in it, a configured one or another.
    package var namedTopic: String? {
        if case .received(let receipt) = body, let topic = receipt.topic { return topic }
        return topic ?? personal?.topic
    }
}
