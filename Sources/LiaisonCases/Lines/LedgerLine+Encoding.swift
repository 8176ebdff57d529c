import LiaisonCodes
import LiaisonJournal
import LiaisonSystem
import LiaisonText

extension LedgerLine {
    /// Appends the line of `content` with its newline to `output`.
    ///
    /// - Parameters:
    ///   - content: What the line says; of an event's words, only `words` counts.
    ///   - words: What a person typed, sealed.
    ///   - sequence: The line's number in its segment.
    ///   - previous: The hash of the line before.
    ///   - output: The bytes on their way to the segment.
    /// - Returns: The line's hash.
    package static func append(
        _ content: Content, words: SealedWords?, sequence: Int, previous: LineHash, to output: inout [UInt8]
    ) -> LineHash {
        LineEncoding.append(sequence: sequence, previous: previous, words: words, to: &output) {
            append(content, to: &$0)
        }
    }

    /// Appends what a line says, each member with a comma before it.
    static func append(_ content: Content, to output: inout [UInt8]) {
        switch content {
        case .opened(let opening): opening.append(to: &output)
        case .event(let event): append(event, to: &output)
        case .record(let record): append(record, to: &output)
        // Nobody writes what they don't know.
        case .newer: break
        }
    }

    private static func append(_ record: Record, to output: inout [UInt8]) {
        output.appendMember("at") { $0.append(record.at) }
        output.append(#","kind":"#)
        output.appendJSONString(record.kind.utf8)
        output.appendMember("record", ascii: record.number.bytes)
        append(record.actor, to: &output)
        if let key = record.key { output.appendMember("key") { key.appendHex(to: &$0) } }
        output.append(#","facts":"#)
        output.append(record.facts)
        append(record.photos, to: &output)
    }

    private static func append(_ actor: Actor?, to output: inout [UInt8]) {
        guard let actor else { return }
        output.append(#","by":"#)
        output.appendJSONString(actor.role.utf8)
        if let deputy = actor.onBehalfOf { output.appendMember("for") { $0.append(deputy) } }
    }

    private static func append(_ event: Event, to output: inout [UInt8]) {
        output.appendMember("at") { $0.append(event.at) }
        output.append(#","kind":"#)
        output.appendJSONString(event.body.kind.word.utf8)
        output.appendMember("case") { $0.append(event.caseNumber) }
        append(event.actor, to: &output)
        if let key = event.key { output.appendMember("key") { key.appendHex(to: &$0) } }
        if let nonce = event.nonce { output.appendMember("nonce") { nonce.appendHex(to: &$0) } }
        if let topic = event.topic {
            output.append(#","topic":"#)
            output.appendJSONString(topic.utf8)
        }
        if let date = event.on { output.appendMember("on") { $0.append(date) } }
        switch event.body {
        case .received(let receipt):
            output.appendMember("to") { $0.append(receipt.to) }
            output.appendMember("channel", receipt.channel)
            if let topic = receipt.topic {
                output.append(#","topic":"#)
                output.appendJSONString(topic.utf8)
            }
            output.appendMember("nonce") { receipt.nonce.appendHex(to: &$0) }
            output.appendMember("query") { receipt.query.appendHex(to: &$0) }
            output.appendMember("digest") { receipt.digest.appendHex(to: &$0) }
            if let suspicion = receipt.suspicion { output.appendMember("suspicion", suspicion) }
            if let date = receipt.arrivedOn { output.appendMember("arrived") { $0.append(date) } }
            if receipt.people != 1 {
                output.append(#","people":"#)
                output.appendDecimal(receipt.people)
            }
            if let place = receipt.place {
                output.append(#","place":"#)
                output.appendJSONString(place.utf8)
            }
        case .appended(let digest), .answered(let digest):
            output.appendMember("digest") { digest.appendHex(to: &$0) }
        case .acknowledged, .asked, .replied, .extended, .transferred, .claimed, .closed, .reopened, .rated,
            .erased, .referred, .released, .discarded, .assigned, .urged, .notified:
            let facts = event.body.facts
            for member in EventFacts.Member.allCases {
                guard let value = facts[member] else { continue }
                output.append(",\"\(member.rawValue)\":")
                output.appendJSONString(value.utf8)
            }
        // What a newer release wrote stands in its line alone: nobody writes it anew.
        case .newer: break
        }
        append(event.photos, to: &output)
    }
}

extension SealedWords {
    /// Seals what a person typed.
    package init(_ personal: Event.Personal) {
        self.init(
            [
                ("text", personal.text), ("name", personal.name), ("phone", personal.phone),
                ("topic", personal.topic), ("unit", personal.unit), ("reference", personal.reference),
            ], expecting: personal.text?.utf8.count ?? 0)
    }

    /// Seals what was typed into fields of a record.
    package init(_ words: [JSON.Member]) {
        self.init(words.map { ($0.name, $0.value.text) }, expecting: 0)
    }
}

extension [UInt8] {
    /// Appends `,"name":"word"`.
    fileprivate mutating func appendMember<Value>(_ name: String, _ choice: Choice<Value>) {
        append(#",""#)
        append(name)
        append(#"":"#)
        appendJSONString(choice.word.utf8)
    }
}
