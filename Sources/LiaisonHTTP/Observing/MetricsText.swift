import LiaisonSystem

/// Prometheus' text exposition format, version 0.0.4.
package struct MetricsText {
    /// What goes out as `text/plain; version=0.0.4; charset=utf-8`.
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// Label names and values; no code, name or text of a person may be one.
    package typealias Labels = [(name: StaticString, value: String)]

    /// Begins a family of samples.
    ///
    /// - Parameters:
    ///   - name: The metric's name, with its base unit and, for counters, `_total`.
    ///   - type: `counter`, `gauge` or `histogram`.
    ///   - help: One line for operators.
    package mutating func family(_ name: StaticString, type: StaticString, help: StaticString) {
        bytes.append("# HELP " as StaticString)
        bytes.append(name)
        bytes.append(ByteClass.space)
        bytes.append(help)
        bytes.append("\n# TYPE " as StaticString)
        bytes.append(name)
        bytes.append(ByteClass.space)
        bytes.append(type)
        bytes.append(ByteClass.lineFeed)
    }

    /// One sample of a counter or gauge.
    package mutating func sample(_ name: StaticString, _ value: Int, _ labels: Labels = []) {
        line(name, "", labels, "\(value)")
    }

    /// One sample whose value is no whole number, such as a duration in seconds.
    package mutating func sample(_ name: StaticString, _ value: Double, _ labels: Labels = []) {
        line(name, "", labels, "\(value)")
    }

    /// A counter as a family of its own.
    package mutating func counter(_ name: StaticString, _ counter: Counter, help: StaticString) {
        family(name, type: "counter", help: help)
        sample(name, counter.value)
    }

    /// A gauge as a family of its own.
    package mutating func gauge(_ name: StaticString, _ value: Int, help: StaticString) {
        family(name, type: "gauge", help: help)
        sample(name, value)
    }

    /// The samples of a histogram: buckets, sum and count.
    package mutating func histogram(_ name: StaticString, _ histogram: Histogram, _ labels: Labels = []) {
        let (cumulative, sum) = histogram.snapshot
        let scale = Double(histogram.unitsPerBase)
        for (index, count) in cumulative.enumerated() {
            let bound =
                index < histogram.bounds.count ? Self.number(Double(histogram.bounds[index]) / scale) : "+Inf"
            line(name, "_bucket", labels + [("le", bound)], "\(count)")
        }
        line(name, "_sum", labels, Self.number(Double(sum) / scale))
        line(name, "_count", labels, "\(cumulative.last ?? 0)")
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)"
    }

    private mutating func line(
        _ name: StaticString, _ suffix: StaticString, _ labels: Labels, _ value: String
    ) {
        bytes.append(name)
        bytes.append(suffix)
        var separator = UInt8(ascii: "{")
        for (label, text) in labels {
            bytes.append(separator)
            separator = UInt8(ascii: ",")
            bytes.append(label)
            bytes.append("=\"" as StaticString)
            for byte in text.utf8 {
                switch byte {
                case UInt8(ascii: "\\"), UInt8(ascii: "\""): bytes += [UInt8(ascii: "\\"), byte]
                case ByteClass.lineFeed: bytes.append("\\n" as StaticString)
                default: bytes.append(byte)
                }
            }
            bytes.append(UInt8(ascii: "\""))
        }
        if !labels.isEmpty { bytes.append(UInt8(ascii: "}")) }
        bytes.append(ByteClass.space)
        bytes.append(value)
        bytes.append(ByteClass.lineFeed)
    }
}
