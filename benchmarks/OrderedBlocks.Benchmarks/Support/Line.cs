using System.Runtime.InteropServices;

namespace OrderedBlocks.Benchmarks.Support;

/// <summary>A word on lines of its own.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal sealed class Line
{
    [FieldOffset(128)]
    private long _word;

    public ref long Word => ref _word;
}
