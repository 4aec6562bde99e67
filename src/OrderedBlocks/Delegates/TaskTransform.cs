using OrderedBlocks.Ring;

namespace OrderedBlocks.Delegates;

/// <summary>A delegate that returns a task.</summary>
internal sealed class TaskTransform<TInput, TOutput>(Func<TInput, Task<TOutput>> transform) : Transform<TInput, TOutput>
{
    public override TransformStatus Start(
        Position position,
        TInput input,
        out TOutput output,
        out ValueTask<TOutput> pending)
    {
        output = default!;
        Task<TOutput>? task = transform(input);
        if (task is null)
        {
            // As Dataflow does: no task, no output.
            pending = default;
            return TransformStatus.NoTask;
        }

        pending = new ValueTask<TOutput>(task);
        return TransformStatus.Pending;
    }
}
