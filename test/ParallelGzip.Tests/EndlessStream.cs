namespace ParallelGzip.Tests;

/// <summary>Zeros for ever.</summary>
internal sealed class EndlessStream(Action<int>? onRead = null) : MemoryStream
{
    private int _reads;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        onRead?.Invoke(++_reads);
        buffer.Span.Clear();
        return new ValueTask<int>(buffer.Length);
    }
}
