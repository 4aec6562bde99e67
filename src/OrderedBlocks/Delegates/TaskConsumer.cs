namespace OrderedBlocks.Delegates;

/// <summary>A delegate that returns a task. No task at all is taken for one that has ended, as Dataflow's action block does.</summary>
internal sealed class TaskConsumer<TOutput>(Func<TOutput, Task> consume) : Consumer<TOutput>
{
    public override bool TryConsume(TOutput output, out ValueTask pending)
    {
        Task? task = consume(output);
        pending = task is null ? default : new ValueTask(task);
        return task is null;
    }
}
