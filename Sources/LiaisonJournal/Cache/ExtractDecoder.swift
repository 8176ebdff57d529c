import LiaisonCodes
import LiaisonSystem

/// Reads lines that an ``ExtractEncoder`` has written.
package struct ExtractDecoder {
    private var reader: ByteReader
    private var texts: [String] = []
    private var lastAt: Int64 = 0
    /// Whose lines.
    package let station: StationID

    /// That the bytes are no extracted lines.
    package struct Malformed: Error {
        /// Says so.
        package init() {}
    }

    /// Begins at the first line.
    ///
    /// - Parameters:
    ///   - bytes: The lines; they must stay where they are.
    ///   - station: Whose lines.
    package init(_ bytes: UnsafeRawBufferPointer, station: StationID) {
        reader = ByteReader(bytes)
        self.station = station
    }

    /// Whether every line has been read.
    package var isAtEnd: Bool { reader.isAtEnd }

    /// The next byte.
    ///
    /// - Returns: The byte.
    /// - Throws: ``Malformed`` where there is none.
    package mutating func byte() throws(Malformed) -> UInt8 {
        do throws(ByteReader.Exhausted) { return try reader.byte() } catch { throw Malformed() }
    }

    /// The next number.
    ///
    /// - Returns: The number.
    /// - Throws: ``Malformed`` where there is none.
    package mutating func number() throws(Malformed) -> UInt64 {
        do throws(ByteReader.Exhausted) { return try reader.number() } catch { throw Malformed() }
    }

    /// The next number, as a count of something in memory.
    ///
    /// - Parameter most: The highest that can be.
    /// - Returns: The count.
    /// - Throws: ``Malformed`` where there is none, or a higher one.
    package mutating func count(atMost most: Int = .max) throws(Malformed) -> Int {
        guard let count = Int(exactly: try number()), count <= most else { throw Malformed() }
        return count
    }

    /// The next bytes, in place.
    ///
    /// - Parameter count: How many.
    /// - Returns: The bytes.
    /// - Throws: ``Malformed`` where there are fewer.
    package mutating func run(_ count: Int) throws(Malformed) -> UnsafeRawBufferPointer {
        do throws(ByteReader.Exhausted) { return try reader.run(count) } catch { throw Malformed() }
    }

    /// The next moment.
    ///
    /// - Returns: The moment.
    /// - Throws: ``Malformed`` where there is none.
    package mutating func moment() throws(Malformed) -> Timestamp {
        let difference = try number()
        lastAt &+= Int64(bitPattern: difference >> 1) ^ -Int64(bitPattern: difference & 1)
        return Timestamp(milliseconds: lastAt)
    }

    /// The next text.
    ///
    /// - Returns: The text.
    /// - Throws: ``Malformed`` where there is none.
    package mutating func text() throws(Malformed) -> String {
        let number = try count()
        if number > 0 {
            guard number <= texts.count else { throw Malformed() }
            return texts[number - 1]
        }
        let text = String(decoding: try run(count()), as: UTF8.self)
        texts.append(text)
        return text
    }

    /// What an opening has witnessed.
    ///
    /// - Returns: The marks.
    /// - Throws: ``Malformed`` where there are none.
    package mutating func marks() throws(Malformed) -> [SegmentMark] {
        var marks: [SegmentMark] = []
        for _ in 0..<(try count()) {
            marks.append(
                SegmentMark(
                    name: SegmentName(month: try count(), number: try count()), lines: try count()))
        }
        return marks
    }

    /// A line as it stands in the segment but for its words.
    ///
    /// - Returns: The line, without a newline.
    /// - Throws: ``Malformed`` where there is none.
    package mutating func verbatim() throws(Malformed) -> [UInt8] { Array(try run(count())) }
}
