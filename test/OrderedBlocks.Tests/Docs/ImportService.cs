namespace OrderedBlocks.Tests.Docs;

// <example: hosted-service>
/// <summary>What a hosted service has to do with a block when the host stops it.</summary>
internal sealed class ImportService(Action<string> write)
{
    private readonly OrderedActionBlock<int, string> _block = new(
        static id => $"line {id}",
        write,
        new OrderedBlockOptions { BoundedCapacity = 64, MaxDegreeOfParallelism = 4 });

    public long Unprocessed { get; private set; }

    public Task<bool> SendAsync(int id) => _block.SendAsync(id);

    // The host's token fires when its patience is over; the deadline stays below that on purpose.
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        DrainResult result = await _block.DrainAsync(TimeSpan.FromSeconds(20), cancellationToken);
        Unprocessed = result.Unprocessed;
    }
}
// </example>
