using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Systems;

/// <summary>What all others have to beat: a loop on one thread.</summary>
internal sealed class SerialLoop : ISystem
{
    public string Name => "serial";

    public string Title => "serial loop";

    public Task<int> RunAsync(Work work, OrderedSink sink, int items)
    {
        for (long item = 0; item < items; item++)
        {
            sink.Take(work.Transform(item));
        }

        return Task.FromResult(0);
    }
}
