using System.Diagnostics;

namespace OrderedBlocks.Delegates;

/// <summary>
/// Makes the activities of a block's items: one each, from the call of the delegate until it, or its task, has ended.
/// </summary>
/// <remarks>Whoever listens is user code. What it throws is lost: a listener does not change what becomes of an item.</remarks>
/// <param name="operation">The activities' name: what the delegate does.</param>
/// <param name="blockName">The block's name.</param>
internal sealed class ItemTracing(string operation, string blockName)
{
    private const string BlockNameTag = "orderedblocks.block.name";
    private const string PositionTag = "orderedblocks.item.position";
    private const string OutcomeTag = "orderedblocks.item.outcome";
    private const string ErrorTypeTag = "error.type";

    private static readonly ActivitySource s_source =
        new("OrderedBlocks", typeof(ItemTracing).Assembly.GetName().Version?.ToString(fieldCount: 3));

    /// <summary>Starts an activity, if somebody listens; it is the current one then, and the one before is its parent.</summary>
    /// <param name="number">The item's position, from 0.</param>
    public Activity? Start(long number)
    {
        Activity? activity = null;
        try
        {
            activity = s_source.StartActivity(operation);
            if (activity is { IsAllDataRequested: true })
            {
                activity.SetTag(BlockNameTag, blockName);
                activity.SetTag(PositionTag, number);
            }
        }
        catch (Exception)
        {
        }

        return activity;
    }

    /// <summary>Says what has become of the item, and stops its activity.</summary>
    public static void End(Activity activity, TransformStatus status, IReadOnlyList<Exception> errors)
    {
        try
        {
            Describe(activity, status, errors);
        }
        catch (Exception)
        {
            // An exception's text is user code, too.
        }

        try
        {
            activity.Stop();
        }
        catch (Exception)
        {
        }
    }

    private static void Describe(Activity activity, TransformStatus status, IReadOnlyList<Exception> errors)
    {
        switch (status)
        {
            case TransformStatus.Canceled:
                activity.SetTag(OutcomeTag, "canceled");
                break;

            case TransformStatus.NoTask:
                activity.SetTag(OutcomeTag, "null_task");
                break;

            case TransformStatus.Failed:
                Exception first = errors[0];
                activity.SetStatus(ActivityStatusCode.Error, first.Message);
                activity.SetTag(ErrorTypeTag, first.GetType().FullName);
                foreach (Exception error in errors)
                {
                    activity.AddException(error);
                }

                break;
        }
    }
}
