namespace ParallelGzip.Codec;

/// <summary>
/// Feeds a GZipStream and finds out what it left over, which it does not tell. Two facts are enough:
/// <list type="bullet">
/// <item>Where nothing follows a member, GZipStream asks for more, in case there is another: so the end was seen.
/// Where something follows that is no member, it stops without asking.</item>
/// <item>No piece fed to it has zeros at its end and anything else before them. So if it stops in a piece that ends in a
/// zero, all it left of that piece is zeros.</item>
/// </list>
/// </summary>
internal sealed class MemberFeed(PeekableStream archive) : ReadOnlyStream
{
    private const int MaxPiece = 8 * 1024;

    public bool EndWasSeen { get; private set; }

    public bool LastWasZeros { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ReadOnlyMemory<byte> next = await archive.PeekAsync(Math.Min(buffer.Length, MaxPiece), cancellationToken);
        int last = next.Span.LastIndexOfAnyExcept((byte)0);
        LastWasZeros = last < 0;
        int count = LastWasZeros ? next.Length : last + 1;
        EndWasSeen = count == 0;

        // What was looked at is in the buffer: this read takes exactly that much.
        return count == 0 ? 0 : await archive.ReadAsync(buffer[..count], cancellationToken);
    }
}
