using System.Runtime.CompilerServices;

namespace OrderedBlocks.Benchmarks.Micro;

/// <summary>An item of 64 bytes; the first word is its number.</summary>
[InlineArray(8)]
internal struct Wide
{
    private long _word;

    public Wide(long number) => this[0] = number;

    public readonly long Number => this[0];
}
