namespace OrderedBlocks.Benchmarks.Support;

/// <summary>
/// Takes the results of several producers: those of one have to come in its order. A result carries its producer in its high
/// half. As with one producer, a mistake is kept until the end.
/// </summary>
internal sealed class ProducerSink(int producers)
{
    private readonly uint[] _next = new uint[producers];
    private long _wrong;

    public static long Item(int producer, int number) => ((long)producer << 32) | (uint)number;

    public void Take(long result)
    {
        int producer = (int)(result >> 32);
        if ((uint)producer >= (uint)_next.Length || (uint)result != _next[producer])
        {
            _wrong++;
            return;
        }

        _next[producer]++;
    }

    /// <summary>Throws unless all came, each producer's in its order.</summary>
    public void Verify(string what, int itemsEach)
    {
        if (_wrong > 0 || _next.Any(count => count != itemsEach))
        {
            throw new MeasurementException(
                $"{what}: {_wrong} results out of their producer's order, {_next.Sum(static count => count)} in order.");
        }
    }
}
