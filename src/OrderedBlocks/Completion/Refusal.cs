using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Completion;

/// <summary>A target has declined for good.</summary>
/// <param name="Reason">What it was faulted with, if it was and says so.</param>
internal sealed record Refusal(Exception? Reason)
{
    public static Refusal Of(IDataflowBlock target)
    {
        try
        {
            return new Refusal(target.Completion is { IsFaulted: true } completion ? completion.Exception : null);
        }
        catch (Exception)
        {
            // Some targets have no completion, and say so by throwing.
            return new Refusal(Reason: null);
        }
    }
}
