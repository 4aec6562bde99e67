namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>Something to be scheduled.</summary>
internal sealed class WorkItem(Action action) : IThreadPoolWorkItem
{
    public void Execute() => action();
}
