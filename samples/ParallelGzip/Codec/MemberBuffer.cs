namespace ParallelGzip.Codec;

/// <summary>
/// Takes what a GZipStream writes into a buffer that does not grow. Too many bytes are not an error but a fact to ask for:
/// the block did not shrink, and is stored instead.
/// </summary>
internal sealed class MemberBuffer(byte[] buffer, int start, int end) : Stream
{
    private int _position = start;

    public int End => _position;

    public bool Overflowed { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> source)
    {
        if (Overflowed || source.Length > end - _position)
        {
            Overflowed = true;
            return;
        }

        source.CopyTo(buffer.AsSpan(_position));
        _position += source.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
