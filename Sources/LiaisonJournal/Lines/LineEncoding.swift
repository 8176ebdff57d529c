import LiaisonCodes
import LiaisonSystem
import LiaisonText

/// Writes lines as segments have them; see ``JournalLine``.
package enum LineEncoding {
    /// Appends a line with its newline.
    ///
    /// - Parameters:
    ///   - sequence: The line's number in its segment.
    ///   - previous: The hash of the line before.
    ///   - words: What a person typed, sealed.
    ///   - output: The bytes on their way to the segment.
    ///   - appendMembers: Appends what the line says, each member with a comma before it.
    /// - Returns: The line's hash.
    package static func append(
        sequence: Int, previous: LineHash, words: SealedWords?, to output: inout [UInt8],
        _ appendMembers: (inout [UInt8]) -> Void
    ) -> LineHash {
        let start = output.count
        output.append(#"{"seq":"#)
        output.appendDecimal(sequence)
        output.append(#","prev":""#)
        output.append(previous)
        output.append(UInt8(ascii: "\""))
        appendMembers(&output)
        if let words { output.appendMember("sealed") { $0.append(words.hash) } }
        let hash = output.withUnsafeBytes {
            LineHash(of: UnsafeRawBufferPointer(rebasing: $0[start...]))
        }
        output.appendMember("hash") { $0.append(hash) }
        if let words {
            output.append(#","personal":"#)
            output.append(words.bytes)
        }
        output.append("}\n")
        return hash
    }
}

extension SegmentOpening {
    /// Appends the members of its line.
    ///
    /// - Parameter output: The bytes on their way to the segment.
    package func append(to output: inout [UInt8]) {
        output.appendMember("at") { $0.append(at) }
        output.appendMember("kind", ascii: "opened".utf8)
        output.appendMember("station", ascii: station.description.utf8)
        output.appendMember("segment", ascii: segment.description.utf8)
        output.append(#","writer":"#)
        output.appendJSONString(writer.utf8)
        output.append(#","witness":["#)
        for (index, head) in witness.enumerated() {
            output.append(index == 0 ? #"{"segment":""# : #",{"segment":""#)
            output.append(head.segment.description)
            output.append(#"","seq":"#)
            output.appendDecimal(head.sequence)
            output.appendMember("hash") { $0.append(head.hash) }
            output.append(UInt8(ascii: "}"))
        }
        output.append(UInt8(ascii: "]"))
    }

    /// Reads the line of an opening.
    ///
    /// - Parameters:
    ///   - at: Its moment.
    ///   - bytes: The line without its newline.
    /// - Throws: Which member can't be read.
    package init(at: Timestamp, decoding bytes: UnsafeBufferPointer<UInt8>) throws(LineError) {
        guard let value = try? JSON(parsing: Array(bytes)),
            let station = value["station"]?.text.flatMap({ StationID($0) }),
            let segment = value["segment"]?.text.flatMap({ SegmentName($0) }),
            let writer = value["writer"]?.text,
            let heads = value["witness"]?.elements
        else { throw .malformed(member: "opened") }
        var witness: [SegmentHead] = []
        for head in heads {
            guard let name = head["segment"]?.text.flatMap({ SegmentName($0) }),
                let sequence = head["seq"]?.integer,
                let hash = head["hash"]?.text.flatMap({ LineHash($0) })
            else { throw .malformed(member: "witness") }
            witness.append(SegmentHead(segment: name, sequence: sequence, hash: hash))
        }
        self.init(at: at, station: station, segment: segment, writer: writer, witness: witness)
    }
}

extension [UInt8] {
    /// Appends `,"name":"value"` for a value that needs no escape.
    ///
    /// - Parameters:
    ///   - name: The member's name.
    ///   - value: The value, in ASCII.
    package mutating func appendMember(_ name: String, ascii value: some Collection<UInt8>) {
        appendMember(name) { $0.append(contentsOf: value) }
    }

    /// Appends `,"name":"value"` for a value that needs no escape.
    ///
    /// - Parameters:
    ///   - name: The member's name.
    ///   - appendValue: Appends the value.
    package mutating func appendMember(_ name: String, _ appendValue: (inout [UInt8]) -> Void) {
        append(#",""#)
        append(name)
        append(#"":""#)
        appendValue(&self)
        append(UInt8(ascii: "\""))
    }
}
