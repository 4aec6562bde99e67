using ParallelGzip.Codec;

namespace ParallelGzip.Files;

/// <summary>
/// The input, whatever it is: counts what is read, gives errors a name, and lets go of a read that does not end (a pipe
/// nobody writes to) when the token is canceled.
/// </summary>
internal sealed class InputStream(Stream source, string name, IProgress<long> progress) : ReadOnlyStream
{
    /// <summary>Fills the buffer; less only where the input ends.</summary>
    public ValueTask<int> ReadFullAsync(Memory<byte> buffer, CancellationToken token) =>
        ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, token);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            // An abandoned read may still write to the buffer. So nobody gives a buffer back on the way of a fault.
            int count = await source.ReadAsync(buffer, cancellationToken).AsTask().WaitAsync(cancellationToken);
            progress.Report(count);
            return count;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw UserErrorException.From($"cannot read {name}", fault);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
