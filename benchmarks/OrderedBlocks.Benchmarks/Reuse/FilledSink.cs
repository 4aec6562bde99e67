using System.Runtime.InteropServices;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Reuse;

/// <summary>
/// One item's work, and its check: a result is filled with a byte of its number, which is in front; who takes it reads all of it. So one
/// that is handed out twice at the same time shows.
/// </summary>
internal sealed class FilledSink(int size)
{
    private long _next;
    private long _wrong;

    public static void Fill(Span<byte> result, int size, long number)
    {
        result[..size].Fill((byte)number);
        MemoryMarshal.Write(result, number);
    }

    public void Take(Span<byte> result)
    {
        long number = MemoryMarshal.Read<long>(result);
        bool isWhole = result[sizeof(long)..size].IndexOfAnyExcept((byte)number) < 0;
        _wrong += number == _next && isWhole ? 0 : 1;
        _next++;
    }

    public void Verify(string what, long items)
    {
        if (_wrong > 0 || _next != items)
        {
            throw new MeasurementException($"{what}: of {items} results {_next} arrived, {_wrong} of them out of order or damaged.");
        }
    }
}
