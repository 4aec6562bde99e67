namespace OrderedBlocks.Observation;

/// <summary>Nobody observes a block of the model: the instruments are the process's, and only read.</summary>
internal sealed class BlockMetrics
{
    public const string NameTag = "";
    public const string DropReasonTag = "";

    public static BlockMetrics Shared { get; } = new();

    public int Register(IObservedBlock block) => 0;

    public void Unregister(int number, IObservedBlock block)
    {
    }
}
