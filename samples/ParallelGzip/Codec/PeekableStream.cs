namespace ParallelGzip.Codec;

/// <summary>A buffered input that can be looked at before it is read.</summary>
internal sealed class PeekableStream(Stream source) : ReadOnlyStream
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next <paramref name="count"/> bytes; fewer only where the input ends.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(int count, CancellationToken token)
    {
        if (_end - _start < count)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
            _end += await source.ReadAtLeastAsync(_buffer.AsMemory(_end), count - _end, throwOnEndOfStream: false, token);
        }

        return _buffer.AsMemory(_start, Math.Min(count, _end - _start));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end)
        {
            // A large read goes straight to the source: its bytes would only pass through.
            if (buffer.Length >= _buffer.Length)
            {
                return await source.ReadAsync(buffer, cancellationToken);
            }

            _start = 0;
            _end = await source.ReadAsync(_buffer, cancellationToken);
        }

        int count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }
}
